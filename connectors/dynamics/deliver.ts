import { z } from 'zod'
import type { Delivery, Note, Receipt } from '../../src/connector.ts'
import { DeliveryError, transient } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { type ColumnSource, type Columns, mayNotRead } from './columns.ts'
import { creationOf } from './creation.ts'
import { missingColumns, recordId } from './record.ts'
import { type Refused, refusal, refusedBy } from './refusals.ts'
import type { Settings } from './settings.ts'
import type { WebApi } from './web-api.ts'

export interface Opened {
  api: WebApi
  columns: ColumnSource
  settings: Settings
  now(): Date
}

export async function deliver(opened: Opened, delivery: Delivery): Promise<Receipt> {
  const { api, columns, settings } = opened
  const id = recordId(delivery.leadId)
  const { body, notes, ...request } = creationOf(delivery, await columnsFor(columns, delivery), settings)
  const reply = await api.send({ ...request, body: JSON.stringify(body), signal: delivery.signal })
  if (isWritten(reply, id)) return receiptOf('created', id, settings, 204, notes)
  return settle(opened, delivery, reply, refusedBy(reply))
}

/** Only with the record named is a 204 Dataverse's own. */
export function isWritten({ status, headers }: HttpReply, id: string): boolean {
  return status === 204 && headers['odata-entityid']?.toLowerCase().includes(`(${id.toLowerCase()})`) === true
}

/** A field that was added since the columns were read is looked for once. */
export async function columnsFor(source: ColumnSource, { fields, signal }: Delivery): Promise<Columns> {
  const columns = await source.current(signal)
  const unknown = missingColumns(Object.keys(fields), columns)
  return unknown.length > 0 ? source.read(signal) : columns
}

/** No proof of a new record: a repeat is recognised here, everything else thrown. */
async function settle(opened: Opened, delivery: Delivery, reply: HttpReply, refused: Refused | undefined) {
  const { columns, settings, now } = opened
  if (refused && saysAlreadyThere(reply, refused)) return confirm(opened, delivery, reply)
  if (refused?.code === '0x80040333' && settings.duplicateRules === 'already-there') {
    const notes = ['not written: a duplicate detection rule found a similar record']
    return { outcome: 'already-there', status: reply.status, notes } satisfies Receipt
  }
  if (refused?.code === '0x80044331') columns.forget()
  const ours = settings.leadSourceCode !== undefined && !delivery.fields['leadsourcecode'] ? ['leadsourcecode'] : []
  throw refusal(reply, now(), ours)
}

/**
 * Our `If-None-Match: *` fails with 412 and no code. Others answer 412 too, each with a code of its own; a version
 * conflict may come without one, but only to a request with `If-Match`, which we never send.
 */
function saysAlreadyThere({ status }: HttpReply, { code, message }: Refused): boolean {
  return code === '0x80040237' || (status === 412 && code === undefined && !/RowVersion/.test(message))
}

/** The words may be in any language, and a plug-in may mean another record: the record itself is the proof. */
async function confirm(opened: Opened, delivery: Delivery, reply: HttpReply): Promise<Receipt> {
  const { settings, now } = opened
  try {
    const there = await find(opened, delivery)
    if (there) return { ...there, status: reply.status }
  } catch (error) {
    if (!mayNotRead(error)) throw error
    const notes = ['not read back: the user may not read leads']
    return receiptOf('already-there', recordId(delivery.leadId), settings, reply.status, notes)
  }
  if (refusedBy(reply)?.code) throw refusal(reply, now())
  const message = 'Dataverse says that the record is there, and does not find it; the lead is sent again'
  throw transient({ code: `HTTP_${reply.status}`, status: reply.status, excerpt: reply.text, message })
}

export async function find(
  { api, settings }: Omit<Opened, 'columns'>,
  delivery: Delivery,
): Promise<Receipt | undefined> {
  const id = recordId(delivery.leadId)
  const itself = z.object({ leadid: z.string().refine((found) => found.toLowerCase() === id) })
  try {
    await api.read(itself, { path: `leads(${id})?$select=leadid`, signal: delivery.signal })
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
  return receiptOf('already-there', id, settings, 200)
}

/** A 404 that names a record; that of a wrong address does not. */
function isAbsent(error: unknown): boolean {
  if (!(error instanceof DeliveryError)) return false
  return error.detail.status === 404 && error.detail.problem === 'dynamics-reference-not-found'
}

export function receiptOf(
  outcome: Receipt['outcome'],
  id: string,
  { url }: Settings,
  status: number,
  notes: readonly Note[] = [],
): Receipt {
  const link = `${url}/main.aspx?etn=lead&pagetype=entityrecord&id=${id}`
  return { outcome, reference: id, link, status, ...(notes.length > 0 ? { notes } : {}) }
}
