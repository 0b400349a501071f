/** Plans the import of a file: its columns, its rows, and the leads that the hub would read. */
import path from 'node:path'
import { v7 as uuid } from 'uuid'
import { type Column, readLine, readRow } from '../../api/import-row.ts'
import type { ImportBatch } from '../../api/shapes/import.ts'
import type { Lead } from '../../lead/lead.ts'
import { CsvFault, csvRows, detectLayout } from '../../reading/csv.ts'
import { exitCodes, Quit, usage } from '../quit.ts'
import { mapColumns } from './columns.ts'
import type { OpenFile } from './file.ts'
import { linesOf } from './lines.ts'

export type Format = 'csv' | 'ndjson'

type Row = string | string[]

export interface Plan {
  format: Format
  /** Only for CSV. */
  delimiter: string | undefined
  columns: readonly Column[]
  /** Columns that are stored only in the raw row. */
  unknown: readonly string[]
  rows(text: AsyncIterable<string>): AsyncGenerator<Row>
  /** The rows in the form of a batch. */
  batch(rows: Row[]): Pick<ImportBatch, 'columns' | 'rows' | 'lines'>
  lead(row: Row, source: string, offer: string | undefined): Lead | undefined
}

/** @throws Quit 2 or 1 when the file cannot be imported */
export function importPlan(file: OpenFile, asked: Format | undefined, given: readonly string[]): Plan {
  return (asked ?? formatOf(file)) === 'csv' ? csvPlan(file, given) : ndjsonPlan(file, given)
}

function formatOf({ path: name, head }: OpenFile): Format {
  const ending = path.extname(name).toLowerCase()
  if (['.ndjson', '.jsonl', '.json'].includes(ending)) return 'ndjson'
  if (['.csv', '.tsv', '.txt'].includes(ending)) return 'csv'
  return head.trimStart().startsWith('{') ? 'ndjson' : 'csv'
}

function csvPlan(file: OpenFile, given: readonly string[]): Plan {
  const layout = readable(() => detectLayout(file.head))
  const { columns, unknown } = mapColumns(layout.header, given)
  return {
    format: 'csv',
    delimiter: layout.delimiter,
    columns,
    unknown,
    rows: (text) => readableRows(csvRows(text, layout)),
    batch: (rows) => ({ columns: [...columns], rows: rows as string[][] }),
    lead: (row, source, offer) => readRow(columns, row as string[], arrival(source, offer)).lead,
  }
}

async function* readableRows<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  try {
    yield* rows
  } catch (error) {
    throw asQuit(error)
  }
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw asQuit(error)
  }
}

function asQuit(error: unknown): unknown {
  return error instanceof CsvFault ? new Quit(exitCodes.data, error.message) : error
}

function ndjsonPlan({ head }: OpenFile, given: readonly string[]): Plan {
  if (given.length > 0) throw usage('--map is for CSV. The lines of NDJSON have names already.')
  const [first = ''] = head.trimStart().split('\n')
  if (!first.startsWith('{')) throw usage('The file is not one JSON object a line. If it is CSV, add --format csv.')
  return {
    format: 'ndjson',
    delimiter: undefined,
    columns: [],
    unknown: [],
    rows: linesOf,
    batch: (rows) => ({ lines: rows as string[] }),
    lead: (row, source, offer) => readLine(row as string, arrival(source, offer)).lead,
  }
}

function arrival(source: string, offer: string | undefined) {
  return { id: uuid(), received: new Date(), endpoint: source, otherwiseOffer: offer }
}
