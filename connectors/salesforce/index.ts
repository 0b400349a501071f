import type { Connector } from '../../src/connector.ts'
import { fields } from './fields.ts'
import { problems } from './problems.ts'
import { openRest } from './rest.ts'
import { settings } from './settings.ts'
import { openWebToLead } from './web-to-lead.ts'

export const salesforce = {
  type: 'salesforce',
  label: 'Salesforce',
  summary: 'Each lead becomes a Lead in Salesforce, by the REST API with proof or by Web-to-Lead as Microsoft does it.',
  settings,
  fields,
  repeat: ({ mode, externalIdField, repeatAfterUncertain }: Record<string, unknown>) =>
    (mode === 'rest' ? externalIdField : repeatAfterUncertain) ? 'harmless' : 'doubles',
  problems,
  open: (given, tools) => (given.mode === 'rest' ? openRest(given, tools) : openWebToLead(given, tools)),
} satisfies Connector<typeof settings>
