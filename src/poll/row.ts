/** Turns fetched rows into the rows that the ledger stores. A function of plain data. */
import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { timeOf } from '../lead/id.ts'
import { indexed } from '../lead/indexed.ts'
import type { Lead } from '../lead/lead.ts'
import type { ReadRow } from '../ledger/polls.ts'
import type { Read } from '../reading/read.ts'
import type { Row } from '../sources/source.ts'

export interface RowOrigin {
  /** The source's id. */
  source: string
  read: Read
  contentType: string
  configVersion: string
}

/** Sorts the rows oldest first, so that the new ids of the leads have this order. */
export function readRows(rows: readonly Row[], origin: RowOrigin): ReadRow[] {
  return rows.toSorted((a, b) => a.writtenAt.getTime() - b.writtenAt.getTime()).map((row) => readRow(row, origin))
}

function readRow({ key, body }: Row, { source, read, contentType, configVersion }: RowOrigin): ReadRow {
  const id = uuid()
  const receivedAt = timeOf(id)
  const reading = read(body, { id, received: receivedAt, endpoint: source })
  const lead = 'lead' in reading ? reading.lead : undefined
  const { raw: _raw, ...stored } = lead ?? { raw: undefined }
  return {
    key: digest(key),
    arrived: {
      ...{ id, source, receivedAt, contentType, configVersion },
      state: lead ? 'received' : 'unreadable',
      lead: lead && (stored as Omit<Lead, 'raw'>),
      raw: body,
      reason: 'unreadable' in reading ? reading.unreadable.detail : '',
      ...indexed(lead),
      test: lead?.test ?? false,
      // Two rows with the same content are two leads; the key recognises a row that is read again.
      fingerprint: undefined,
    },
  }
}

function digest(key: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of key) hash.update(part).update('\0')
  return hash.digest('hex')
}
