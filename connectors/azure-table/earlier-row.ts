/** The row that a receipt names: updated when its person comes again, deleted when the person asks for it. */
import type { DeliveredRecord, Delivery, Receipt } from '../../src/connector.ts'

import { rejected } from '../../src/failure.ts'
import { unproven } from '../../src/outside/azure-storage/failure.ts'
import { unsent } from '../../src/outside/unsent.ts'
import type { Client } from './client.ts'
import { keysIn, rowOf, withEarlierInfo } from './request.ts'
import type { Settings } from './settings.ts'

export function openEarlierRow(config: Settings, client: Client) {
  return { merge, erase }

  /** Columns that are blank now, and columns that a person added, stay as they are. */
  async function merge(delivery: Delivery, reference: string): Promise<Receipt | undefined> {
    const { columns, notes } = rowOf(delivery, config.partitionKey)
    const keys = keysIn(reference)
    const earlier = keys && (await unsent(client.read(keys, ['RowKey', 'CustomerInfo'], delivery.signal)))
    if (!earlier) return undefined
    if (!earlier.etag) throw unproven('table', 200)
    const filled = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== ''))
    const { CustomerInfo: info } = filled
    const merged = info && { CustomerInfo: withEarlierInfo(info, earlier['CustomerInfo']) }
    const row = { ...filled, ...merged, ...keys }
    const updated = await client.update(row, earlier.etag, delivery.signal)
    return updated ? { outcome: 'updated', status: 204, reference, notes } : undefined
  }

  async function erase({ reference, signal }: DeliveredRecord): Promise<boolean> {
    const keys = keysIn(reference)
    if (!keys) throw foreign()
    return client.remove(keys, signal)
  }
}

function foreign() {
  const message =
    'The receipt names no row of Azure Table, because the destination had another type then; delete the record by hand'
  return rejected({ code: 'FOREIGN_REFERENCE', message })
}
