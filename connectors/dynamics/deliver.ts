/** One lead's record: written, found, updated, deleted. */
import { z } from 'zod'
import type { DeliveredRecord, Delivery, Receipt } from '../../src/connector.ts'
import { transient } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import type { Client } from './client.ts'
import type { ColumnSource } from './fields.ts'
import {
  hasCodeOf,
  isAbsent,
  isDeleted,
  isWritten,
  mayNotRead,
  receiptOf,
  refusal,
  refusedBy,
  saysAlreadyThere,
} from './replies.ts'
import { creationOf, recordId, updateOf } from './request.ts'
import type { Settings } from './settings.ts'

export interface Opened {
  client: Client
  columns: ColumnSource
  settings: Settings
  now(): Date
}

export async function deliver(opened: Opened, delivery: Delivery): Promise<Receipt> {
  const { client, columns, settings } = opened
  const { fields, leadId, signal } = delivery
  const known = await columns.current(Object.keys(fields), signal)
  const { body, notes, ...request } = creationOf(delivery, known, settings)
  const reply = await client.send({ ...request, body: JSON.stringify(body), signal })
  if (isWritten(reply, recordId(leadId))) return receiptOf('created', recordId(leadId), settings, 204, notes)
  return notWritten(opened, delivery, reply)
}

async function notWritten(opened: Opened, delivery: Delivery, reply: HttpReply): Promise<Receipt> {
  const { settings } = opened
  const refused = refusedBy(reply)
  if (refused && saysAlreadyThere(reply, refused)) return confirm(opened, delivery, reply)
  const similar = refused && hasCodeOf('dynamics-duplicate-rule', refused)
  if (similar && settings.duplicateRules === 'already-there') {
    const notes = ['not written: a duplicate detection rule found a similar record']
    return { outcome: 'already-there', status: reply.status, notes }
  }
  const { leadSourceCode } = settings
  const ownChoices = leadSourceCode !== undefined && !delivery.fields['leadsourcecode'] ? ['leadsourcecode'] : []
  throw refusedWrite(opened, reply, ownChoices)
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
  const message = 'Dataverse says that the record is there, but does not find it; the lead is sent again'
  throw transient({ code: `HTTP_${reply.status}`, status: reply.status, excerpt: reply.text, message })
}

function refusedWrite({ columns, now }: Opened, reply: HttpReply, ownChoices?: readonly string[]) {
  const failure = refusal(reply, now(), ownChoices)
  if (failure.detail.problem === 'dynamics-value-too-long') columns.forget()
  return failure
}

export async function find({ client, settings }: Opened, delivery: Delivery): Promise<Receipt | undefined> {
  const id = recordId(delivery.leadId)
  const itself = z.object({ leadid: z.string().refine((found) => found.toLowerCase() === id) })
  try {
    await client.read(itself, { path: `leads(${id})?$select=leadid`, signal: delivery.signal })
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
  return receiptOf('already-there', id, settings, 200)
}

export async function merge(opened: Opened, delivery: Delivery, id: string): Promise<Receipt | undefined> {
  const { client, columns, settings } = opened
  const { fields, signal } = delivery
  if (!(await isOpen(opened, id, signal))) return undefined
  const { body, notes, ...request } = updateOf(delivery, await columns.current(Object.keys(fields), signal), id)
  const reply = await client.send({ ...request, body: JSON.stringify(body), signal })
  if (isWritten(reply, id)) return receiptOf('updated', id, settings, 204, notes)
  const failure = refusedWrite(opened, reply)
  if (isAbsent(failure, id)) return undefined
  throw failure
}

const stateShape = z.object({ leadid: z.guid(), statecode: z.int().nullish() })

/**
 * 0 is Open, 1 Qualified, 2 Disqualified (entities/lead, "statecode"). No one looks at a closed lead for news: it counts
 * as absent. Where the user may not read leads, the write alone decides.
 */
async function isOpen({ client }: Opened, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { statecode } = await client.read(stateShape, { path: `leads(${id})?$select=leadid,statecode`, signal })
    return (statecode ?? 0) === 0
  } catch (error) {
    if (isAbsent(error, id)) return false
    if (mayNotRead(error)) return true
    throw error
  }
}

export async function erase({ client, now }: Opened, { reference, signal }: DeliveredRecord): Promise<boolean> {
  const reply = await client.send({ method: 'DELETE', path: `leads(${reference})`, signal })
  if (isDeleted(reply)) return true
  const failure = refusal(reply, now())
  if (isAbsent(failure, reference)) return false
  throw failure
}
