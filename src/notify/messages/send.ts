/** Sends the messages that are due: claim, one attempt, settlement. */
import { retry } from '../../async/retry.ts'
import type { OpenChannel } from '../../channel.ts'
import type { Log, Receipt } from '../../connector.ts'
import { failureText } from '../../delivery/failure-text.ts'
import { findProblem } from '../../delivery/problem.ts'
import { isReceipt } from '../../delivery/receipt.ts'
import { errorPlace } from '../../error-place.ts'
import { DeliveryError } from '../../failure.ts'
import { oneLine } from '../../lead/printable.ts'
import { cut } from '../../lead/text.ts'
import type { Db } from '../../ledger/db.ts'
import { settleFailed, settleSent } from '../../ledger/notify/channels.ts'
import { type ClaimedMessage, claimMessages } from '../../ledger/notify/messages.ts'
import { contactMail } from '../contacts/compose.ts'
import type { LiveChannel } from '../open-channels.ts'
import { decideMessage } from './decide.ts'

export interface SendContext {
  db: Db
  log: Log
  channels(): ReadonlyMap<string, LiveChannel>
  /** Hides every configured secret. */
  hide(text: string): string
  /** Aborts when attempts under way must end. */
  stopping: AbortSignal
}

/** Messages that one process sends at once. */
const most = 8

/** Milliseconds after the deadline: the settlement may have to wait for the ledger. */
const grace = 15_000

/**
 * Sends until nothing is due.
 * @returns how many attempts were made
 */
export async function sendDue(context: SendContext): Promise<number> {
  let sent = 0
  while (!context.stopping.aborted) {
    const channels = context.channels()
    const deadline = Math.max(0, ...[...channels.values()].map(({ sending }) => sending.deadline))
    const claimed = await claimMessages(context.db, [...channels.keys()], most, deadline + grace)
    if (claimed.length === 0) break
    await Promise.all(claimed.map((message) => send(context, message)))
    sent += claimed.length
  }
  return sent
}

async function send(context: SendContext, message: ClaimedMessage): Promise<void> {
  const { db, log, hide, stopping } = context
  const { id, channel: channelId, kind, attempts } = message
  const live = context.channels().get(channelId)
  // A reload has removed the channel since the claim.
  if (!live) return
  const { channel, open, sending } = live
  const began = performance.now()
  const fields = (result: string, more: object = {}) => ({
    ...{ message: id, channel: channelId, kind, attempt: attempts, result },
    ...{ tookMs: Math.round(performance.now() - began), ...more },
  })
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(sending.deadline)])
  const outcome = await attempt(open, message, signal).then(
    (receipt) => ({ receipt, failure: undefined }),
    (error: unknown) => ({ receipt: undefined, failure: asFailure(error) }),
  )
  const onOutage = (err: unknown) => log.warn({ err }, 'the outcome of a message cannot be written; trying again')
  if (outcome.receipt) {
    const { receipt } = outcome
    await retry(() => settleSent(db, message, receipt), stopping, onOutage)
    return log.info(fields(receipt.outcome), 'message')
  }
  const { failure } = outcome
  const decision = decideMessage(failure, {
    ...{ kind, attempts, age: message.age, probes: message.probes, retry: sending.retry },
    ...{ stopping: stopping.aborted, now: new Date() },
  })
  const { code, message: error } = failureText(failure.detail, hide, channel.problems)
  const problem = findProblem(channel.problems, failure.detail)?.id ?? ''
  const { status } = failure.detail
  const quote = kind === 'contact' ? '' : wordsOf(failure, hide)
  const why = {
    class: failure.class,
    problem,
    code,
    status,
    error: quote ? `${error.replace(/\.?$/, '.')} It said: “${quote}”` : error,
  }
  await retry(() => settleFailed(db, message, why, decision), stopping, onOutage)
  log.warn(fields(failure.class, { code, status, state: decision.state, error }), 'message')
}

/** Characters of an answer that are kept. */
const mostWords = 300

/** The far end's own words on one line. Only messages to contacts tell of leads, so other answers cannot repeat one. */
function wordsOf({ detail: { excerpt = '', message } }: DeliveryError, hide: SendContext['hide']): string {
  const words = hide(oneLine(hide(excerpt.slice(0, 16 * mostWords)))).trim()
  return message.includes(words) ? '' : cut(words, mostWords)
}

async function attempt(
  open: OpenChannel,
  { id, kind, content }: ClaimedMessage,
  signal: AbortSignal,
): Promise<Receipt> {
  const { at, alerts, entries, period, ...others } = content
  if (entries?.length === 0) return allErased
  const receipt = await open.tell({
    ...others,
    ...(entries && period ? contactMail(entries, period, others.link) : {}),
    ...{ id, kind, signal, at: new Date(at) },
    alerts: alerts.map((one) => ({ ...one, since: new Date(one.since) })),
  })
  if (!isReceipt(receipt)) throw new Error('tell returned no receipt')
  return receipt
}

/** Of a message to contacts whose leads were all erased before it was sent. */
const allErased: Receipt = { outcome: 'accepted', notes: ['all of its leads were erased; nothing was sent'] }

function asFailure(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const place = error instanceof Error ? errorPlace(error) : undefined
  const message = `The channel failed${place ? ` (${place})` : ''}`
  return new DeliveryError('internal', { message, code: 'INTERNAL', cause: error })
}
