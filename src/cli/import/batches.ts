/** Rows that are sent to the hub in one request. */
export interface Batch<Row> {
  /** The number of the batch's first row in the file, from 1. */
  firstRow: number
  rows: Row[]
}

const maxRows = 500
const maxBytes = 200 * 1024

/** @param sizeOf returns the approximate size in bytes */
export async function* batchesOf<Row>(
  rows: AsyncIterable<Row>,
  sizeOf: (row: Row) => number,
): AsyncGenerator<Batch<Row>> {
  let [at, bytes, part] = [0, 0, [] as Row[]]
  for await (const row of rows) {
    at++
    const size = sizeOf(row)
    if (part.length > 0 && (part.length >= maxRows || bytes + size > maxBytes)) {
      yield { firstRow: at - part.length, rows: part }
      ;[bytes, part] = [0, []]
    }
    part.push(row)
    bytes += size
  }
  if (part.length > 0) yield { firstRow: at - part.length + 1, rows: part }
}
