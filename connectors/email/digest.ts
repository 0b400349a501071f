/**
 * One mail for all leads of a window. A delivery puts its entry into the memory and waits (`transient` until the window
 * ends). The first delivery to come back fixes the list of leads, then sends the mail; each other delivery on the list finds
 * the mail sent and has its receipt from it. Everything stands in `tools.memory`, so that it survives the process. Only
 * the fixed list counts: a delivery that is not on it joins a later window, a delivery on it never does.
 */
import { z } from 'zod'
import type { Delivery, Receipt, Tools } from '../../src/connector.ts'
import { configuration, DeliveryError, transient } from '../../src/failure.ts'
import { failureBy, problemById } from '../../src/outside/answer.ts'
import { oneLine } from '../../src/outside/smtp/mail.ts'
import { senderOf } from '../../src/outside/smtp/settings.ts'
import { type Entry, openEntries } from './digest-entries.ts'
import { problems } from './problems.ts'
import type { Letter } from './request.ts'
import type { EmailSettings } from './settings.ts'

export type SendLetter = (letter: Letter, signal: AbortSignal) => Promise<Receipt>
type Words = Pick<Letter, 'subject' | 'text'>

/** Each entry has its own key, so that erasure can take a person out before the mail leaves (src/ledger/erasure/memory.ts). */
const entriesShape = z.array(z.object({ id: z.string(), text: z.string() }))

const recordShape = z.object({
  state: z.enum(['fixed', 'sending', 'sent', 'uncertain']),
  /** The turn in which the state was written. */
  turn: z.number(),
  /** Of the deliveries in the digest. */
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
  const entries = openEntries(memory, every)

  async function deliver(delivery: Delivery, words: Words): Promise<Receipt> {
    const entry = { id: delivery.id, text: textOf(words) }
    const window = Number((await memory.get(`digest:in:${entry.id}`)) ?? startOf(delivery.firstAttemptAt))
    const record = await recordOf(window)
    if (record && !record.ids.includes(entry.id)) return joinLater(entry)
    if (record?.state === 'sent') return receiptOf(record)
    if (now().getTime() < window + every) return join(entry, window)
    if (record?.state === 'uncertain' && !delivery.mayBeThere) throw mayHaveArrived()
    return takeTurn(entry, window, delivery)
  }

  function startOf(moment: Date): number {
    return moment.getTime() - (moment.getTime() % every)
  }

  async function joinLater(entry: Entry): Promise<never> {
    const window = startOf(now())
    await memory.set(`digest:in:${entry.id}`, String(window))
    return join(entry, window)
  }

  async function join(entry: Entry, window: number): Promise<never> {
    await entries.put(window, entry)
    throw waiting(new Date(window + every), 'its digest is sent')
  }

  async function takeTurn(entry: Entry, window: number, { signal, mayBeThere }: Delivery): Promise<Receipt> {
    const passed = now().getTime() - window - every
    const turn = Math.floor(passed / turnLength)
    const next = new Date(window + every + (turn + 1) * turnLength)
    const left = next.getTime() - now().getTime()
    if (left < turnLength / 2) throw waiting(next, 'the next turn to send its digest')
    if ((await memory.add(`digest:${window}:turn:${turn}`, 1)) !== 1) {
      throw waiting(next, 'another delivery has sent its digest')
    }
    const untilNext = AbortSignal.any([signal, AbortSignal.timeout(left - margin)])
    const record = (await recordOf(window)) ?? (await fix(window, turn, entry))
    if (!record.ids.includes(entry.id)) return joinLater(entry)
    if (record.state === 'sent') return receiptOf(record)
    if (record.state !== 'fixed' && !mayBeThere) {
      await write(window, { ...record, state: 'uncertain', turn })
      throw mayHaveArrived()
    }
    return sendFixed(window, { ...record, turn }, untilNext)
  }

  async function fix(window: number, turn: number, entry: Entry): Promise<DigestRecord> {
    const listed = await entries.read(window, entry)
    const record: DigestRecord = { state: 'fixed', turn, ids: listed.map(({ id }) => id), reference: '' }
    await memory.set(`digest:${window}:text`, JSON.stringify(listed))
    await write(window, record)
    await entries.clear(window)
    return record
  }

  async function sendFixed(window: number, record: DigestRecord, signal: AbortSignal): Promise<Receipt> {
    const listed = (await read(`digest:${window}:text`, entriesShape)) ?? []
    await write(window, { ...record, state: 'sending' })
    try {
      const text = listed.map((entry) => entry.text).join('\n\n')
      const { reference = '', notes = [] } = await send(letterOf(window, listed.length, text), signal)
      const sent: DigestRecord = { ...record, state: 'sent', reference }
      await write(window, sent)
      // Blank is absent: what a person wrote stays no longer than needed.
      await memory.set(`digest:${window}:text`, '')
      const receipt = receiptOf(sent)
      return { ...receipt, notes: [...(receipt.notes ?? []), ...notes] }
    } catch (error) {
      const lost = error instanceof DeliveryError && error.class === 'uncertain'
      // A worker that paused for too long must not undo what the next turn has written.
      const latest = await recordOf(window)
      if (latest?.turn === record.turn) await write(window, { ...record, state: lost ? 'uncertain' : 'fixed' })
      throw error instanceof DeliveryError && error.class === 'rejected' ? refused(error, record.ids.length) : error
    }
  }

  function letterOf(window: number, count: number, text: string): Letter {
    const end = new Date(window + every)
    const leads = count === 1 ? '1 new lead' : `${count} new leads`
    const title = `${leads}, ${minuteOf(new Date(window))} to ${minuteOf(end)} UTC`
    const mark = end.toISOString().replace(/\D/g, '').slice(0, 12)
    return {
      messageId: `<digest.${tools.destination}.${mark}@${senderOf(settings).domain}>`,
      date: end,
      subject: oneLine(title),
      text: `${title}\n\n${text}`,
    }
  }

  const recordOf = (window: number) => read(`digest:${window}`, recordShape)

  async function read<T>(key: string, shape: z.ZodType<T>): Promise<T | undefined> {
    const stored = await memory.get(key)
    return stored ? shape.parse(JSON.parse(stored)) : undefined
  }

  function write(window: number, record: DigestRecord): Promise<void> {
    return memory.set(`digest:${window}`, JSON.stringify(record))
  }

  return {
    deliver,
    /** The digest of this lead's window, as if it had no other lead. */
    letterOfOne: ({ firstAttemptAt }: Delivery, words: Words) => letterOf(startOf(firstAttemptAt), 1, textOf(words)),
  }
}

function textOf({ subject, text }: Words): string {
  return `${subject}\n${text}`
}

function minuteOf(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace('T', ' ')
}

function receiptOf({ reference, ids }: DigestRecord): Receipt {
  return { outcome: 'accepted', reference, status: 250, notes: [`in a digest of ${ids.length}`] }
}

function waiting(until: Date, event: string): DeliveryError {
  return transient({ code: 'DIGEST_WAITING', message: `Waits until ${event}`, retryAt: until, planned: true })
}

/** The sender died, or lost the connection, while the digest was under way. */
function mayHaveArrived(): DeliveryError {
  const who = 'The digest with this lead'
  return failureBy(problemById(problems, 'email-uncertain'), { who, now: new Date() }, { code: 'DIGEST_UNCERTAIN' })
}

/** No single lead is to blame, and no lead may be lost, so the destination is held for a person. */
function refused({ detail }: DeliveryError, count: number): DeliveryError {
  const message = `${detail.message} It is a digest of ${count}: choose a shorter digestEvery, or per: lead`
  return configuration({ ...detail, message, problem: 'email-digest-refused' })
}
