/** Reads a row of a table into what the ledger stores. A function of plain data. */
import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { timeOf } from '../lead/id.ts'
import { indexed } from '../lead/indexed.ts'
import { readMarketplace } from '../lead/marketplace.ts'
import type { ReadRow } from '../ledger/polls.ts'
import type { TableRow } from '../outside/azure-tables.ts'

export interface RowOrigin {
  /** The source's id. */
  source: string
  table: string
  configVersion: string
}

/** Oldest first: the ids that the leads get are in that order. */
export function readRows(rows: readonly TableRow[], origin: RowOrigin): ReadRow[] {
  return rows.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime()).map((row) => readRow(row, origin))
}

function readRow(row: TableRow, { source, table, configVersion }: RowOrigin): ReadRow {
  const id = uuid()
  const receivedAt = timeOf(id)
  const read = readMarketplace(row.columns, { id, received: receivedAt, endpoint: source })
  const { raw: _raw, ...lead } = read ?? { raw: undefined, person: undefined }
  return {
    key: keyOf(row, table),
    arrived: {
      id,
      source,
      state: read ? 'received' : 'unreadable',
      receivedAt,
      lead: read && (lead as Omit<typeof read, 'raw'>),
      raw: Buffer.from(JSON.stringify(row.columns)),
      contentType: 'application/json',
      reason: read
        ? ''
        : 'The row has none of the columns of a marketplace lead (CustomerInfo, LeadSource, OfferDisplayName…).',
      ...indexed(read),
      test: read?.test ?? false,
      configVersion,
      // Two rows with the same content are two leads; the same row again is known by its keys.
      fingerprint: undefined,
    },
  }
}

/** The service takes table names in any case. Not by the account: the same table may be reached by another name of it. */
function keyOf({ partitionKey, rowKey }: TableRow, table: string): string {
  const hash = createHash('sha256')
  for (const part of [table.toLowerCase(), partitionKey, rowKey]) hash.update(part).update('\0')
  return hash.digest('hex')
}
