import type { TableClient } from '@azure/data-tables'
import type { Connector, Delivery, Destination, Preview, Receipt, Tools } from '../../src/connector.ts'
import type { DeliveryError } from '../../src/failure.ts'
import { storageCredential } from '../../src/outside/azure-storage.ts'
import { storageCode, storageFailure } from '../../src/outside/azure-storage-failure.ts'
import { storageProblem } from '../../src/outside/azure-storage-problem.ts'
import { openTable } from '../../src/outside/azure-tables.ts'
import { unsent } from '../../src/outside/unsent.ts'
import { fields, keysOf, rowOf } from './entity.ts'
import { openKeptRow } from './kept-row.ts'
import { problems } from './problems.ts'
import { isMissing, unproven } from './proof.ts'
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
  const credential = storageCredential(config, 'table', tools)
  const client = openTable(credential, config.table, tools.http)
  const { expiries } = credential

  return { deliver, check, find, preview, ...openKeptRow(config, client, failed), expiries: () => expiries }

  async function deliver(delivery: Delivery): Promise<Receipt> {
    const { partitionKey, rowKey, columns, notes } = rowOf(delivery, config.partitionKey)
    const receipt = { reference: `${partitionKey}/${rowKey}`, notes: notes.length ? notes : undefined }
    const insert = () => inserted(client, { partitionKey, rowKey, ...columns }, delivery.signal)
    try {
      await insert().catch(async (failure: unknown) => {
        if (!config.createTable || !isMissing(failure)) throw failure
        await create(delivery.signal)
        await insert()
      })
      return { outcome: 'created', status: 204, ...receipt }
    } catch (failure) {
      // The row key is the lead's own id, so that the row that is there is this lead.
      if (storageCode(failure) === 'EntityAlreadyExists') return { outcome: 'already-there', status: 409, ...receipt }
      throw failed(failure)
    }
  }

  /** No lead was sent yet: whatever becomes of it, nothing was written. */
  async function create(abortSignal: AbortSignal): Promise<void> {
    await unsent(client.createTable({ abortSignal }).catch((failure: unknown) => Promise.reject(failed(failure))))
    tools.log.info({ destination: tools.destination, table: config.table }, 'table created')
  }

  // A row without its keys is refused after the caller's rights were looked at: that proves the right to write, which
  // reading would not, and writes nothing.
  async function check(abortSignal: AbortSignal): Promise<void> {
    const keyless = JSON.parse('{"ActionCode":""}')
    const failure = await inserted(client, keyless, abortSignal).then(accepted, (reason: unknown) => reason)
    const code = storageCode(failure)
    if (code === 'PropertiesNeedValue') return config.createTable ? undefined : checkTable(abortSignal)
    if (config.createTable && isMissing(failure)) return
    throw failed(failure)
  }

  /** Who may add rows need not be allowed to read: then the table's presence stays unproven. */
  async function checkTable(abortSignal: AbortSignal): Promise<void> {
    const failure = await client.getEntity('0', '0', { abortSignal }).catch((reason: unknown) => reason)
    if (storageCode(failure) === 'TableNotFound') throw failed(failure)
  }

  async function find(delivery: Delivery): Promise<Receipt | undefined> {
    const { partitionKey, rowKey } = keysOf(delivery, config.partitionKey)
    const options = { abortSignal: delivery.signal, queryOptions: { select: ['RowKey'] } }
    try {
      const row = await client.getEntity(partitionKey, rowKey, options)
      if (row.rowKey !== rowKey) throw unproven(200)
      return { outcome: 'already-there', reference: `${partitionKey}/${rowKey}`, status: 200 }
    } catch (failure) {
      if (isMissing(failure)) return undefined
      // The SDK stumbles over an answer without a row.
      throw failure instanceof TypeError ? unproven(200) : failed(failure)
    }
  }

  function preview(delivery: Delivery): Preview {
    const { partitionKey, rowKey, columns, notes } = rowOf(delivery, config.partitionKey)
    return {
      method: 'POST',
      to: `${credential.url.replace(/^https?:\/\//, '')}/${config.table}`,
      body: { PartitionKey: partitionKey, RowKey: rowKey, ...columns },
      notes: notes.length ? notes : undefined,
    }
  }

  function failed(failure: unknown): DeliveryError {
    return storageProblem(storageFailure(failure, 'Azure Table', tools.now()), 'azure-table', !!credential.token)
  }
}

async function inserted(
  client: TableClient,
  row: Parameters<TableClient['createEntity']>[0],
  abortSignal: AbortSignal,
) {
  let status = 0
  const { etag } = await client.createEntity(row, { abortSignal, onResponse: (reply) => (status = reply.status) })
  if (status !== 204 || !etag) throw unproven(status)
}

function accepted(): never {
  throw unproven(204)
}
