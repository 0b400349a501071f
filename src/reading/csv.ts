/** Reads the CSV of spreadsheets and CRMs. The only file that imports csv-parse. */
import { pipeline } from 'node:stream/promises'
import { type CsvError, parse } from 'csv-parse'
import { parse as parseNow } from 'csv-parse/sync'

/** The text is no CSV that can be read. The message tells a person where, and what to do. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault'
}

const delimiters = [',', ';', '\t'] as const

/** Largest row in characters; a longer row has a quotation mark that is never closed. */
const longestRow = 4 * 1024 * 1024

const common = {
  bom: true,
  // Text after a closing quotation mark, and quotation marks inside a cell, are taken literally.
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  max_record_size: longestRow,
}

export interface Layout {
  delimiter: string
  /** Number of the header's row, from 1: Excel's `sep=;` may stand before it. */
  headerRow: number
  header: string[]
}

/** Chooses the delimiter that gives the most columns in the first row. @param head the beginning of the file. @throws CsvFault */
export function detectLayout(head: string): Layout {
  const [, named] = /^\uFEFF?"?sep=([,;\t|])"?[;,\t|]*\r?\n/i.exec(head) ?? []
  const headerRow = named === undefined ? 1 : 2
  const among = named === undefined ? delimiters : [named]
  const read = among.map((delimiter) => ({ delimiter, header: rowAt(headerRow, head, delimiter) }))
  const [most] = read.toSorted((a, b) => b.header.length - a.header.length)
  if (!most || most.header.length === 0) throw new CsvFault('The file is empty: it has no header.')
  return { delimiter: most.delimiter, headerRow, header: most.header.map((title) => title.trim()) }
}

function rowAt(row: number, head: string, delimiter: string): string[] {
  try {
    return parseNow(head, { ...common, delimiter, from: row, to: row })[0] ?? []
  } catch {
    return []
  }
}

/** The rows below the header, read no faster than they are used. @throws CsvFault that names the line */
export async function* csvRows(
  text: AsyncIterable<string>,
  { delimiter, headerRow }: Layout,
): AsyncGenerator<string[]> {
  const parser = parse({ ...common, delimiter, from: headerRow + 1 })
  const feeding = pipeline(text, parser)
  // The iteration over the rows throws the same error.
  feeding.catch(() => undefined)
  try {
    for await (const row of parser) yield row as string[]
    await feeding
  } catch (error) {
    throw describeError(error)
  }
}

function describeError(error: unknown): unknown {
  if (!isCsvError(error)) return error
  const what =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? 'a row is longer than 4 MiB: most likely a quotation mark is never closed'
      : error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'a quotation mark is never closed'
        : `it is no CSV (${error.code})`
  return new CsvFault(`Near line ${error['lines'] ?? '?'} of the file ${what}. Fix it there and try again.`)
}

function isCsvError(error: unknown): error is CsvError & { lines?: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')
}
