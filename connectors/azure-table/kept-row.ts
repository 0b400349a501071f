/** The row of an earlier delivery, known by its reference: updated when its person comes again, deleted when they ask for it. */
import type { TableClient } from '@azure/data-tables'
import type { Delivery, KeptRecord, Receipt } from '../../src/connector.ts'
import { type DeliveryError, rejected, transient } from '../../src/failure.ts'
import { storageCode } from '../../src/outside/azure-storage-failure.ts'
import { unsent } from '../../src/outside/unsent.ts'
import { rowOf, withEarlierInfo } from './entity.ts'
import { isMissing, unproven } from './proof.ts'
import type { Settings } from './settings.ts'

interface Keys {
  partitionKey: string
  rowKey: string
}

export function openKeptRow(config: Settings, client: TableClient, failed: (failure: unknown) => DeliveryError) {
  return { merge, erase }

  /** Merge mode: columns that are blank now, and those that somebody added, stay as they are. */
  async function merge(delivery: Delivery, reference: string): Promise<Receipt | undefined> {
    const { columns, notes } = rowOf(delivery, config.partitionKey)
    const keys = keysIn(reference)
    const earlier = keys && (await unsent(read(keys, delivery.signal)))
    if (!earlier) return undefined
    const filled = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== ''))
    const { CustomerInfo: info } = filled
    const row = { ...filled, ...(info && { CustomerInfo: withEarlierInfo(info, earlier.info) }), ...keys }
    try {
      await update(row, earlier.etag, delivery.signal)
    } catch (failure) {
      if (isMissing(failure)) return undefined
      throw storageCode(failure) === 'UpdateConditionNotSatisfied' ? changed() : failed(failure)
    }
    return { outcome: 'updated', status: 204, reference, notes: notes.length ? notes : undefined }
  }

  async function read({ partitionKey, rowKey }: Keys, abortSignal: AbortSignal) {
    const options = { abortSignal, queryOptions: { select: ['RowKey', 'CustomerInfo'] } }
    try {
      const row = await client.getEntity(partitionKey, rowKey, options)
      if (row.rowKey !== rowKey || !row.etag) throw unproven(200)
      return { etag: row.etag, info: row['CustomerInfo'] }
    } catch (failure) {
      if (isMissing(failure)) return undefined
      // The SDK stumbles over an answer without a row.
      throw failure instanceof TypeError ? unproven(200) : failed(failure)
    }
  }

  /** Only onto the row that was read. */
  async function update(row: Parameters<TableClient['updateEntity']>[0], etag: string, abortSignal: AbortSignal) {
    let status = 0
    const onResponse = (reply: { status: number }) => (status = reply.status)
    const written = await client.updateEntity(row, 'Merge', { etag, abortSignal, onResponse })
    if (status !== 204 || !written.etag) throw unproven(status)
  }

  async function erase({ reference, signal }: KeptRecord): Promise<boolean> {
    const keys = keysIn(reference)
    if (!keys) throw foreign()
    try {
      await client.deleteEntity(keys.partitionKey, keys.rowKey, { abortSignal: signal })
      return true
    } catch (failure) {
      if (isMissing(failure)) return false
      throw failed(failure)
    }
  }
}

/** `PartitionKey/RowKey`: neither may hold a slash. */
function keysIn(reference: string): Keys | undefined {
  const [, partitionKey, rowKey] = /^([^/]+)\/([^/]+)$/.exec(reference) ?? []
  return partitionKey && rowKey ? { partitionKey, rowKey } : undefined
}

function changed(): DeliveryError {
  const message = 'Somebody changed the row in Azure Table at the same moment'
  return transient({ code: 'UpdateConditionNotSatisfied', message })
}

function foreign(): DeliveryError {
  const message = 'The receipt names no row of Azure Table: the destination was of another type then; delete it by hand'
  return rejected({ code: 'FOREIGN_REFERENCE', message })
}
