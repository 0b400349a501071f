/**
 * One mail for all leads of a window. A delivery puts its lines into the window's slots and waits (`transient` until the
 * window ends); the first to come back fixes the mail's content, then sends it; each of the others finds it sent and has
 * its receipt from it. Everything stands in `tools.memory`, so that it survives the process, and what counts is the fixed
 * list alone: who is not on it goes into a later window, who is on it never does.
 */
import { z } from 'zod'
import type { Delivery, Memory, Receipt, Tools } from '../../src/connector.ts'
import { configuration, DeliveryError, transient, uncertain } from '../../src/failure.ts'
import { type Entry, openSlots } from './digest-slots.ts'
import { type Letter, oneLine } from './message.ts'
import { type EmailSettings, senderOf } from './settings.ts'

export type SendLetter = (letter: Letter, signal: AbortSignal) => Promise<Receipt>

const recordShape = z.object({
  state: z.enum(['fixed', 'sending', 'sent', 'uncertain']),
  /** The turn in which the state was written. */
  turn: z.number(),
  ids: z.array(z.string()),
  reference: z.string().default(''),
})
type DigestRecord = z.output<typeof recordShape>

// One sender at a time, over all workers: the first to count up a turn's number has that turn. It may begin in the first
// half of the turn only and is cut off before the end, so two turns never overlap.
const turnLength = 120_000
const margin = 10_000

export function openDigest(settings: EmailSettings, tools: Tools, send: SendLetter) {
  const { memory, now } = tools
  const every = settings.digestEvery
  const limit = openSlots(memory)

  return {
    deliver,
    /** The digest of this lead's window, had it no other lead. */
    alone: ({ firstAttemptAt }: Delivery, text: string) => letterOf(startOf(firstAttemptAt), 1, text),
  }

  async function deliver(delivery: Delivery, text: string): Promise<Receipt> {
    const entry = { id: delivery.id, text }
    const own = Number((await memory.get(`digest:in:${entry.id}`)) ?? startOf(delivery.firstAttemptAt))
    const record = await recordOf(memory, own)
    if (record && !record.ids.includes(entry.id)) return join(entry, startOf(now()), true)
    if (record?.state === 'sent') return receiptOf(record)
    const end = own + every
    if (now().getTime() < end) return join(entry, own, false)
    if (record?.state === 'uncertain' && !delivery.mayBeThere) throw unknown()
    return act(entry, own, delivery)
  }

  function startOf(moment: Date): number {
    return moment.getTime() - (moment.getTime() % every)
  }

  async function join(entry: Entry, window: number, later: boolean): Promise<never> {
    if (later) await memory.set(`digest:in:${entry.id}`, String(window))
    await limit.put(window, ringOf(window), entry)
    throw waiting(new Date(window + every), 'its digest is sent')
  }

  function ringOf(window: number): number {
    return (window / every) % 4
  }

  async function act(entry: Entry, window: number, delivery: Delivery): Promise<Receipt> {
    const passed = now().getTime() - window - every
    const turn = Math.floor(passed / turnLength)
    const next = new Date(window + every + (turn + 1) * turnLength)
    const left = next.getTime() - now().getTime()
    if (left < turnLength / 2) throw waiting(next, 'the next turn to send its digest')
    if ((await memory.add(`digest:${window}:turn:${turn}`, 1)) !== 1) {
      throw waiting(next, 'another delivery has sent its digest')
    }
    const signal = AbortSignal.any([delivery.signal, AbortSignal.timeout(left - margin)])
    const found = (await recordOf(memory, window)) ?? (await fix(window, turn, entry))
    if (!found.ids.includes(entry.id)) return join(entry, startOf(now()), true)
    if (found.state === 'sent') return receiptOf(found)
    if ((found.state === 'sending' || found.state === 'uncertain') && !delivery.mayBeThere) {
      await keep(window, { ...found, state: 'uncertain', turn })
      throw unknown()
    }
    return sendFixed(window, { ...found, turn }, signal)
  }

  async function fix(window: number, turn: number, entry: Entry): Promise<DigestRecord> {
    const entries = await limit.take(window, ringOf(window), entry)
    const record: DigestRecord = { state: 'fixed', turn, ids: entries.map(({ id }) => id), reference: '' }
    await memory.set(`digest:${window}:text`, JSON.stringify(entries))
    await keep(window, record)
    await limit.clear(window, ringOf(window))
    return record
  }

  async function sendFixed(window: number, record: DigestRecord, signal: AbortSignal): Promise<Receipt> {
    const entries = entriesIn(await memory.get(`digest:${window}:text`))
    await keep(window, { ...record, state: 'sending' })
    try {
      const receipt = await send(letterOf(window, entries.length, entries.map(({ text }) => text).join('\n\n')), signal)
      const sent: DigestRecord = { ...record, state: 'sent', reference: receipt.reference ?? '' }
      await keep(window, sent)
      // Blank is absent: what a person wrote is not kept longer than needed.
      await memory.set(`digest:${window}:text`, '')
      return { ...receiptOf(sent), notes: [...(receiptOf(sent).notes ?? []), ...(receipt.notes ?? [])] }
    } catch (error) {
      const lost = error instanceof DeliveryError && error.class === 'uncertain'
      // A worker that paused for too long must not undo what the next turn has written.
      const latest = await recordOf(memory, window)
      if (latest?.turn === record.turn) await keep(window, { ...record, state: lost ? 'uncertain' : 'fixed' })
      throw error instanceof DeliveryError && error.class === 'rejected' ? refused(error, record.ids.length) : error
    }
  }

  function letterOf(window: number, count: number, text: string): Letter {
    const end = new Date(window + every)
    const span = `${stamp(new Date(window))} to ${stamp(end)} UTC`
    const leads = count === 1 ? '1 new lead' : `${count} new leads`
    const mark = end.toISOString().replace(/\D/g, '').slice(0, 12)
    return {
      messageId: `<digest.${tools.destination}.${mark}@${senderOf(settings).domain}>`,
      date: end,
      subject: oneLine(`${leads}, ${span}`),
      text: `${leads}, ${span}\n\n${text}`,
    }
  }

  function keep(window: number, record: DigestRecord): Promise<void> {
    return memory.set(`digest:${window}`, JSON.stringify(record))
  }
}

const entriesShape = z.array(z.object({ id: z.string(), text: z.string() }))

/** Each by itself: a person who is erased before the mail goes is taken out of it (src/ledger/erasure/memory.ts). */
function entriesIn(held: string | undefined): Entry[] {
  return held ? entriesShape.parse(JSON.parse(held)) : []
}

async function recordOf(memory: Memory, window: number): Promise<DigestRecord | undefined> {
  const held = await memory.get(`digest:${window}`)
  return held ? recordShape.parse(JSON.parse(held)) : undefined
}

function stamp(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace('T', ' ')
}

function receiptOf({ reference, ids }: DigestRecord): Receipt {
  return { outcome: 'accepted', reference, status: 250, notes: [`in a digest of ${ids.length}`] }
}

const digestWaiting = 'DIGEST_WAITING'

function waiting(until: Date, what: string): DeliveryError {
  return transient({ code: digestWaiting, message: `Waits until ${what}`, retryAt: until, planned: true })
}

function unknown(): DeliveryError {
  const message =
    'The digest with this lead was under way when its sender died or lost the connection; it may have arrived'
  return uncertain({ code: 'DIGEST_UNCERTAIN', message })
}

/** No single lead is to blame, and none may be lost: a person looks. */
function refused({ detail }: DeliveryError, count: number): DeliveryError {
  const message = `${detail.message}; it is a digest of ${count}: choose a shorter digestEvery, or per: lead`
  return configuration({ ...detail, message, problem: 'email-digest-refused' })
}
