/** What the receiver's answer means: its machine code first, then its status (RFC 9110; Standard Webhooks). */
import type { Receipt } from '../../src/connector.ts'
import { configuration, DeliveryError, type FailureDetail, transient, uncertain } from '../../src/failure.ts'
import { clean, cut } from '../../src/lead/text.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { retryAfter, statusFailure } from '../../src/outside/status.ts'
import { doubtOf } from './doubt.ts'
import { flowCode, flowCodes, isFormerFlow } from './flow.ts'
import type { Settings } from './settings.ts'

/** @throws DeliveryError unless the answer proves that the lead was taken. */
export function verdict(reply: HttpReply, config: Settings, now: Date): Receipt {
  const { status } = reply
  if (status === 409 && config.receiverDedupes) return { outcome: 'already-there', status }
  if (status < 200 || status > 299) throw failureOf(reply, config, now)
  const said = { status, excerpt: reply.text }
  if (config.expect && !config.expect.includes(status)) {
    const message = `The receiver answered ${status}, which is not among the expected statuses`
    throw uncertain({ ...said, message, code: `HTTP_${status}` })
  }
  if (!config.expect && /^\s*<(!doctype html|html)\b/i.test(reply.text)) {
    const message = 'A web page answered, not a receiver of leads; check the URL'
    throw configuration({ ...said, message, code: 'WEB_PAGE', problem: 'https-web-page' })
  }
  const reference = config.receipt && referenceIn(reply, config.receipt)
  if (config.receipt && !reference) {
    const message = `The receiver answered ${status} without the record’s id that the setting receipt asks for`
    throw uncertain({ ...said, message, code: 'NO_RECEIPT', problem: 'https-no-receipt' })
  }
  // Only a created record or its id prove more than that somebody took the request.
  const created = status === 201 || (reference && status !== 202)
  return { outcome: created ? 'created' : 'accepted', status, reference: reference || undefined }
}

function failureOf(reply: HttpReply, { url }: Settings, now: Date): DeliveryError {
  const { status, text: excerpt } = reply
  const code = flowCode(reply.text)
  const known = code && flowCodes.get(code)
  if (known) {
    return new DeliveryError(known.kind, { message: `The flow ${known.what} (${code})`, code, status, excerpt })
  }
  const who = 'The receiver'
  if (status === 410) {
    const message = 'The receiver says it is gone for good (410); enter its new address or remove the destination'
    return configuration({ message, code: 'HTTP_410', status, excerpt })
  }
  const retryAt = retryAfter(reply.headers['retry-after'], now, reply.headers['date'])
  const doubt = doubtOf(reply, new URL(url), retryAt !== undefined)
  if (doubt) {
    const { problem, says } = doubt
    return uncertain({ message: `${says} (${status})`, code: `HTTP_${status}`, status, excerpt, problem })
  }
  if (status === 400 && queueFull.test(excerpt)) {
    const message = 'The receiver’s queue is full; it takes leads again when it has worked some off'
    return transient({ message, code: 'HTTP_400', status, excerpt, problem: 'https-queue-full', everyLead: true })
  }
  if (status >= 500) {
    return transient({ message: `${who} failed (${status})`, code: `HTTP_${status}`, status, excerpt, retryAt })
  }
  return statusFailure(reply, { who }, now)
}

// Make's words (help.make.com/webhooks, "Webhook queue").
const queueFull = /^\s*Queue is full/i

const movable = new Set(['WorkflowNotFound', 'HTTP_401', 'HTTP_403', 'HTTP_404', 'ENOTFOUND'])

/** An old flow address that no longer works has one likely reason. */
export function moved(failure: DeliveryError, config: Settings): DeliveryError {
  const { code = '' } = failure.detail
  if (!isFormerFlow(new URL(config.url)) || !movable.has(code)) return failure
  const detail: FailureDetail = { ...failure.detail, problem: 'https-flow-moved' }
  return new DeliveryError(failure.class, detail)
}

/** `body.data.id` or `header.location`. */
function referenceIn(reply: HttpReply, path: string): string | undefined {
  const [where, ...names] = path.split('.')
  const found =
    where === 'header' ? reply.headers[names.join('.').toLowerCase()] : names.reduce(step, parsed(reply.text))
  const id = typeof found === 'number' ? String(found) : found
  return typeof id === 'string' ? cut(clean(id), 200) || undefined : undefined
}

function step(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' && Object.keys(value).includes(name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
