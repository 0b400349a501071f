import { z } from 'zod'
import { csvLines } from '../lead/csv.ts'
import { audit } from '../ledger/audit.ts'
import { type ExportedRow, pagesOfExport } from '../ledger/reads/export.ts'
import { csvColumns } from './csv-columns.ts'
import { type ApiContext, endpoint, type Streamed, streamed } from './endpoint.ts'
import { leadFilter } from './filters.ts'
import { asExported, exportedLeadShape } from './shapes/export.ts'

const formats = ['csv', 'ndjson'] as const
type Format = (typeof formats)[number]

const asked = z.strictObject({
  ...leadFilter,
  format: z.enum(formats).default('csv'),
  bom: z.boolean().default(false).meta({ description: 'CSV: begin with a byte order mark, which Excel asks for.' }),
})

const types: Readonly<Record<Format, string>> = { csv: 'text/csv', ndjson: 'application/x-ndjson' }

// An export takes the data of thousands of persons out of the hub, so a viewer, who sees single pages, may not export.
const common = {
  role: 'operator',
  answer: streamed,
  streams: { 'text/csv': undefined, 'application/x-ndjson': exportedLeadShape },
} as const

export const exportEndpoints = [
  endpoint({
    ...common,
    method: 'get',
    path: '/exports',
    summary: 'Leads as CSV or as one JSON object a line, oldest first, as many as there are',
    query: asked,
    handle({ query, actor, visit }, api) {
      visit.refuseOtherSite()
      return startExport(api, actor, query)
    },
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/exports',
    summary: 'The same, for what does not belong in a URL: an e-mail address',
    body: asked,
    handle: ({ body, actor }, api) => startExport(api, actor, body),
  }),
]

async function startExport(
  { delivery: { db } }: ApiContext,
  actor: string,
  { format, bom, ...filter }: z.output<typeof asked>,
): Promise<Streamed> {
  const { email, ids, ...shown } = filter
  const chosen = ids === undefined ? {} : { ids: ids.length }
  const detail = { format, ...shown, ...chosen, ...(email === undefined ? {} : { email: 'given' }) }
  await audit(db, { actor, action: 'export', subject: 'leads', detail })
  const pages = pagesOfExport(db, filter)
  return {
    contentType: types[format],
    filename: `leads.${format}`,
    chunks: format === 'csv' ? csv(pages, bom) : ndjson(pages),
  }
}

async function* csv(pages: AsyncIterable<readonly ExportedRow[]>, bom: boolean): AsyncGenerator<string> {
  yield (bom ? '\uFEFF' : '') + csvLines([csvColumns.map(({ title }) => title)])
  for await (const rows of pages) yield csvLines(rows.map((row) => csvColumns.map(({ cell }) => cell(row))))
}

async function* ndjson(pages: AsyncIterable<readonly ExportedRow[]>): AsyncGenerator<string> {
  for await (const rows of pages) yield rows.map((row) => `${JSON.stringify(asExported(row))}\n`).join('')
}
