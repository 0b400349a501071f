import type { Connector, Destination, Tools } from '../../src/connector.ts'
import { openAppend } from './append.ts'
import * as perLead from './blob-per-lead.ts'
import { checkContainer } from './check.ts'
import { openContainer } from './container.ts'
import { fields } from './fields.ts'
import { problems } from './problems.ts'
import { type Settings, settings } from './settings.ts'

export const azureBlob = {
  type: 'azure-blob',
  label: 'Azure Blob',
  summary: 'Writes each lead as a blob of its own, or as a line of a daily NDJSON or CSV file, in Azure Storage',
  settings,
  fields,
  repeat: 'harmless',
  problems,
  open,
} satisfies Connector<typeof settings>

function open(config: Settings, tools: Tools): Destination {
  const container = openContainer(config, tools)
  const { expiries } = container.credential
  const ways =
    config.layout === 'json'
      ? ({
          deliver: (delivery) => perLead.deliver(delivery, config, container),
          find: (delivery) => perLead.find(delivery, config, container),
          preview: (delivery) => perLead.preview(delivery, config, container),
          erase: (record) => perLead.erase(record, container),
        } satisfies Destination)
      : openAppend(config, tools, container)
  return {
    ...ways,
    check: (signal) => checkContainer(config, container, signal),
    expiries: () => expiries,
  }
}
