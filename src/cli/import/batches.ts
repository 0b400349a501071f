/** Rows in parts that the hub takes at once. */
export interface Part<Row> {
  /** The number of the first one in the file, from 1. */
  firstRow: number
  rows: Row[]
}

const most = 500
const largest = 200 * 1024

/** @param sizeOf bytes, roughly */
export async function* batchesOf<Row>(
  rows: AsyncIterable<Row>,
  sizeOf: (row: Row) => number,
): AsyncGenerator<Part<Row>> {
  let [at, bytes, part] = [0, 0, [] as Row[]]
  for await (const row of rows) {
    at++
    const size = sizeOf(row)
    if (part.length > 0 && (part.length >= most || bytes + size > largest)) {
      yield { firstRow: at - part.length, rows: part }
      ;[bytes, part] = [0, []]
    }
    part.push(row)
    bytes += size
  }
  if (part.length > 0) yield { firstRow: at - part.length + 1, rows: part }
}
