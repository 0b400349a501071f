/** The record that an earlier delivery made: written over, or deleted. */
import { z } from 'zod'
import type { Delivery, KeptRecord, Receipt } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { mayNotRead } from './columns.ts'
import { columnsFor, isWritten, type Opened, receiptOf } from './deliver.ts'
import { composeFields } from './record.ts'
import { refusal } from './refusals.ts'

/** Owner, campaign and lead source of the settings stay out: they are for new leads, and people may have changed them. */
export async function merge(opened: Opened, delivery: Delivery, id: string): Promise<Receipt | undefined> {
  const { api, columns, settings, now } = opened
  if (!(await isOpen(opened, id, delivery.signal))) return undefined
  const { body, notes } = composeFields(delivery.fields, await columnsFor(columns, delivery))
  const reply = await api.send({
    method: 'PATCH',
    path: `leads(${id})`,
    // "Prevent create in upsert" (perform-conditional-operations-using-web-api): no record, no write. The rules ask
    // whether to make a record, and here none is made.
    headers: { 'content-type': 'application/json', 'if-match': '*', 'mscrm.suppressduplicatedetection': 'true' },
    body: JSON.stringify(body),
    signal: delivery.signal,
  })
  if (isWritten(reply, id)) return receiptOf('updated', id, settings, 204, notes)
  const failure = refusal(reply, now())
  if (isGone(failure, id)) return undefined
  if (failure.detail.code === '0x80044331') columns.forget()
  throw failure
}

export async function erase({ api, now }: Opened, { reference, signal }: KeptRecord): Promise<boolean> {
  const reply = await api.send({ method: 'DELETE', path: `leads(${reference})`, signal })
  if (isDeleted(reply)) return true
  const failure = refusal(reply, now())
  if (isGone(failure, reference)) return false
  throw failure
}

/** As "Basic delete" shows it (webapi/update-delete-entities-using-web-api): a bare 204 may be anybody's. */
function isDeleted({ status, headers }: HttpReply): boolean {
  return status === 204 && headers['odata-version'] !== undefined
}

const stateShape = z.object({ leadid: z.guid(), statecode: z.int().nullish() })

/**
 * 0 is Open, 1 Qualified, 2 Disqualified (entities/lead, "statecode"). Nobody looks at a closed lead for news: it counts
 * as gone. Where the user may not read leads, the write alone decides.
 */
async function isOpen({ api }: Opened, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { statecode } = await api.read(stateShape, { path: `leads(${id})?$select=leadid,statecode`, signal })
    return (statecode ?? 0) === 0
  } catch (error) {
    if (isGone(error, id)) return false
    if (mayNotRead(error)) return true
    throw error
  }
}

/** A 404 that names a record: this one, not an owner or campaign that the mapping points to. */
function isGone(error: unknown, id: string): boolean {
  if (!(error instanceof DeliveryError)) return false
  const { status, problem, excerpt = '' } = error.detail
  if (status !== 404 || problem !== 'dynamics-reference-not-found') return false
  const [, named = id] = /With Id = ([0-9a-f-]{36})/i.exec(excerpt) ?? []
  return named.toLowerCase() === id.toLowerCase()
}
