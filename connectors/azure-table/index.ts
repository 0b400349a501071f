import type { Connector, Delivery, Destination, Preview, Receipt, Tools } from '../../src/connector.ts'
import { openClient } from './client.ts'
import { openEarlierRow } from './earlier-row.ts'
import { fields } from './fields.ts'
import { presentRows } from './present.ts'
import { problems } from './problems.ts'
import { keysOf, referenceOf, rowOf } from './request.ts'
import { type Settings, settings } from './settings.ts'

export const azureTable = {
  type: 'azure-table',
  label: 'Azure Table',
  summary: 'Writes each lead as a row of an Azure Storage table, in the layout of Microsoft’s own connector.',
  settings,
  fields,
  repeat: 'harmless',
  problems,
  open,
} satisfies Connector<typeof settings>

function open(config: Settings, tools: Tools): Destination {
  const client = openClient(config, tools)
  const { check, place, expiries } = client

  /** The row key is the lead's own id, so a row that is there already is this lead. */
  async function deliver(delivery: Delivery): Promise<Receipt> {
    const { columns, notes, ...keys } = rowOf(delivery, config.partitionKey)
    const outcome = await client.insert({ ...keys, ...columns }, delivery.signal)
    return { outcome, status: outcome === 'created' ? 204 : 409, reference: referenceOf(keys), notes }
  }

  async function find(delivery: Delivery): Promise<Receipt | undefined> {
    const keys = keysOf(delivery, config.partitionKey)
    const row = await client.read(keys, ['RowKey'], delivery.signal)
    return row && { outcome: 'already-there', reference: referenceOf(keys), status: 200 }
  }

  function preview(delivery: Delivery): Preview {
    const { partitionKey, rowKey, columns, notes } = rowOf(delivery, config.partitionKey)
    return { method: 'POST', to: place, body: { PartitionKey: partitionKey, RowKey: rowKey, ...columns }, notes }
  }

  return {
    ...{ deliver, check, find, preview },
    ...openEarlierRow(config, client),
    present: (records, signal) => presentRows(client, records, signal),
    expiries: () => expiries,
  }
}
