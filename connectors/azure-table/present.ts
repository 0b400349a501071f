/** Which rows are in the table, asked partition by partition. */
import { odata } from '@azure/data-tables'
import type { KeptRecord } from '../../src/connector.ts'
import type { Client } from './client.ts'
import { keysIn } from './request.ts'

/**
 * A filter takes 15 comparisons (rest/api/storageservices/querying-tables-and-entities). More rows are asked by the first
 * and the last of their keys, which follow the time of receipt.
 */
const mostByName = 12

export async function presentRows(
  client: Pick<Client, 'rowKeys'>,
  records: readonly KeptRecord[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const present = new Map<string, boolean>()
  const rows = records.flatMap(({ id, reference }) => {
    const keys = keysIn(reference)
    return keys ? [{ id, ...keys }] : []
  })
  for (const [partitionKey, some] of Map.groupBy(rows, (row) => row.partitionKey)) {
    const wanted = [...new Set(some.map(({ rowKey }) => rowKey))].sort()
    const there = new Set(await client.rowKeys(filterFor(partitionKey, wanted), signal))
    for (const { id, rowKey } of some) present.set(id, there.has(rowKey))
  }
  return present
}

function filterFor(partitionKey: string, rowKeys: readonly string[]): string {
  const partition = odata`PartitionKey eq ${partitionKey}`
  const [first = '', last = first] = [rowKeys[0], rowKeys.at(-1)]
  if (rowKeys.length > mostByName) return `${partition} and ${odata`RowKey ge ${first} and RowKey le ${last}`}`
  return `${partition} and (${rowKeys.map((key) => odata`RowKey eq ${key}`).join(' or ')})`
}
