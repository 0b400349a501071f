import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { z } from 'zod'
import { timeOf } from '../lead/id.ts'
import { indexed } from '../lead/indexed.ts'
import { type Arrived, type Stored, storeArrivals } from '../ledger/arrivals.ts'
import { audit } from '../ledger/audit.ts'
import { isOutage } from '../ledger/outage.ts'
import { existingLeads } from '../ledger/reads/export.ts'
import { keptOnlyReason } from '../ledger/reroute.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { type ReadRow, readLine, readRow } from './import-row.ts'
import { absent, Refusal } from './refusal.ts'
import { type Imported, importBatch, importedShape, largestBatch } from './shapes/import.ts'

export const importEndpoints = [
  endpoint({
    method: 'post',
    path: '/imports/{source}/batches',
    summary: 'Leads of a file, a part at a time; a row that was imported before makes no second lead, ever',
    role: 'operator',
    params: z.strictObject({ source: z.string().min(1).max(100) }),
    body: importBatch,
    largest: largestBatch,
    anyText: ['columns', 'rows', 'lines'],
    answer: importedShape,
    refusals: { 413: 'The batch is over 8 MiB', 503: 'The ledger cannot be reached: send the batch again' },
    async handle({ params: { source }, body, actor }, api) {
      if (!api.config().sources.has(source)) throw absent('No source has this id. See sources in config.yaml.')
      const rows = readBatch(body, source)
      try {
        if (body.firstRow === 1) {
          const detail = { keepOnly: body.keepOnly, kind: body.lines ? 'lines' : 'rows' }
          await audit(api.delivery.db, { actor, action: 'import', subject: source, detail })
        }
        return (await store(api, source, rows, body)).done
      } catch (error) {
        throw isOutage(error) ? unavailable() : error
      }
    },
  }),
]

type Batch = z.output<typeof importBatch>

interface Row extends ReadRow {
  id: string
  received: Date
}

function readBatch({ columns, rows, lines, offer }: Batch, source: string): Row[] {
  if ((rows === undefined) === (lines === undefined) || (rows !== undefined && columns === undefined)) {
    const detail = 'Send either columns and rows, or lines.'
    throw new Refusal({ status: 400, title: 'Bad Request', detail })
  }
  const arriving = <T>(read: (given: T, arrival: Parameters<typeof readLine>[1]) => ReadRow) => {
    return (given: T): Row => {
      const id = uuid()
      const received = timeOf(id)
      return { id, received, ...read(given, { id, received, endpoint: source, otherwiseOffer: offer }) }
    }
  }
  if (lines) return lines.map(arriving(readLine))
  return (rows ?? []).map(arriving((cells: string[], arrival) => readRow(columns ?? [], cells, arrival)))
}

export interface ImportedRows {
  done: Imported
  /** By row: the lead that was made of it, now or before. */
  leads: readonly (string | undefined)[]
}

/** Takes in rows of a file whose leads the hub itself has found to be missing. */
export function importRows(
  api: ApiContext,
  source: string,
  batch: Pick<Batch, 'columns' | 'rows' | 'keepOnly'>,
): Promise<ImportedRows> {
  const whole = { firstRow: 1, ...batch }
  return store(api, source, readBatch(whole, source), whole)
}

async function store(
  { delivery, config }: ApiContext,
  source: string,
  rows: readonly Row[],
  batch: Pick<Batch, 'firstRow' | 'keepOnly'>,
): Promise<ImportedRows> {
  const there = await existingLeads(
    delivery.db,
    rows.flatMap(({ exportedId }) => exportedId ?? []),
  )
  const { version } = config()
  const arrivals = rows
    .map((row, at) => ({ row, number: batch.firstRow + at }))
    .filter(({ row }) => !there.has(row.exportedId ?? ''))
    .map(({ row, number }) => asArrival(row, number, { source, version, keepOnly: batch.keepOnly }))
  const stored: Stored[] = arrivals.length > 0 ? await storeArrivals(delivery.db, arrivals) : []
  const made = arrivals.filter((_, at) => !stored[at]?.duplicateOf)
  const inState = (state: Arrived['state']) => made.filter((one) => one.state === state).map(({ id }) => id)
  const received = inState('received')
  if (received.length > 0) {
    // The leads are on disk, so nothing waits for the queue.
    const late = (err: unknown) => delivery.log.warn({ err, source }, 'the queue did not take imported leads')
    void delivery.queue.leads(received).catch(late)
  }
  const leadOf = new Map(arrivals.map(({ id }, at) => [id, stored[at]?.duplicateOf ?? id]))
  return {
    done: {
      rows: rows.length,
      received: received.length,
      suppressed: inState('suppressed').length,
      unreadable: inState('unreadable').length,
      repeats: rows.length - made.length,
    },
    leads: rows.map(({ id, exportedId }) => leadOf.get(id) ?? exportedId),
  }
}

interface ImportOptions {
  source: string
  version: string
  keepOnly: boolean
}

function asArrival(
  { id, received, lead, identity, raw }: Row,
  number: number,
  { source, version, keepOnly }: ImportOptions,
): Arrived {
  const { raw: _raw, ...stored } = lead ?? { raw: undefined }
  return {
    id,
    source,
    state: lead ? (keepOnly ? 'suppressed' : 'received') : 'unreadable',
    receivedAt: received,
    lead: lead && (stored as Arrived['lead']),
    raw: Buffer.from(raw),
    contentType: 'application/json',
    reason: lead ? (keepOnly ? keptOnlyReason : '') : `row ${number} of an imported file holds no lead`,
    ...indexed(lead),
    test: lead?.test ?? false,
    configVersion: version,
    inBulk: true,
    // An unreadable row repeats only other unreadable rows: with another mapping it may become a lead.
    fingerprint: `i:${digest(lead ? identity : `unreadable ${raw}`)}`,
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function unavailable(): Refusal {
  const detail = 'The ledger cannot be reached, so the batch was not kept. Send it again.'
  return new Refusal({ status: 503, title: 'Service Unavailable', detail })
}
