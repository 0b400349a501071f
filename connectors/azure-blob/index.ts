import type { Connector, Destination, Tools } from '../../src/connector.ts'
import { openBlobPerLead } from './blob-per-lead.ts'
import { openClient } from './client.ts'
import { openDailyFile } from './daily-file.ts'
import { fields } from './fields.ts'
import { presentLeads } from './present.ts'
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
  const client = openClient(config, tools)
  const { check, expiries } = client
  const layout = config.layout === 'json' ? openBlobPerLead(config, client) : openDailyFile(config, tools, client)
  return {
    ...layout,
    check,
    present: (records, signal) => presentLeads(client, tools.memory, records, signal),
    expiries: () => expiries,
  }
}
