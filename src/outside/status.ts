import { configuration, type DeliveryError, type FailureDetail, rejected, transient, uncertain } from '../failure.ts'
import { mayHavePassedOn } from './gateway.ts'
import type { HttpReply } from './http.ts'

/**
 * What an HTTP status means where the far end gives no better code (RFC 9110; Standard Webhooks for 410). A connector
 * looks at the far end's machine code first and falls back to this.
 */
export function statusFailure(
  reply: HttpReply,
  { who, ...known }: Partial<FailureDetail> & { who: string },
  now = new Date(),
): DeliveryError {
  const { status, headers, text } = reply
  const said = (message: string, more: Partial<FailureDetail> = {}): FailureDetail => ({
    message,
    status,
    excerpt: text,
    code: `HTTP_${status}`,
    ...more,
    ...known,
  })
  const retryAt = retryAfter(headers['retry-after'], now, headers['date'])
  if (status === 429) return transient(said(`${who} asks to slow down (429)`, { retryAt, everyLead: true }))
  if (passes(reply, retryAt)) return transient(said(`${who} is not available now (${status})`, { retryAt }))
  if (status >= 500 || status === 408) {
    return uncertain(said(`${who} failed (${status}); whether the lead was taken is not known`))
  }
  if (status >= 300 && status < 400) return configuration(said(`${who} redirects (${status}); enter the final address`))
  if (recordFaults.has(status)) return rejected(said(`${who} refuses this lead (${status})`))
  if (status >= 400) return configuration(said(`${who} refuses the request (${status})`))
  return uncertain(said(`${who} answered ${status} without proof that the lead was taken`))
}

/**
 * Not 502: a gateway says so too when the far end did its work and its answer was lost or broken. 408 and 529 only from a
 * far end that says when to come back: some answer so when their own work took too long.
 */
function passes(reply: HttpReply, retryAt: Date | undefined): boolean {
  const { status } = reply
  if (status === 425) return true
  if (status === 503) return !mayHavePassedOn(reply)
  return retryAt !== undefined && (status === 408 || status === 529)
}

/**
 * For a write whose repeat doubles, at a far end that has codes of its own: a status without such a code is a gateway's
 * word, unless it says when to come back.
 */
export function unlessOwnWord(failure: DeliveryError): DeliveryError {
  const { class: told, detail } = failure
  if (told !== 'transient' || detail.status === 425 || detail.status === 429 || detail.retryAt) return failure
  return uncertain({ ...detail, message: `${detail.message}; whether the lead was taken is not known` })
}

const recordFaults = new Set([400, 409, 413, 415, 422])

/** Nobody means a longer wait than a year. */
const longest = 366 * 86_400_000

/**
 * Seconds or an HTTP date; `undefined` when missing, past or garbage.
 * @param sent the reply's `Date` header: a date is by the far end's clock, which may differ from this hub's.
 */
export function retryAfter(header: string | undefined, now: Date, sent?: string): Date | undefined {
  const wait = waitOf(header?.trim() ?? '', dateOf(sent?.trim() ?? '') ?? now.getTime())
  return wait > 0 ? new Date(now.getTime() + Math.min(wait, longest)) : undefined
}

function waitOf(header: string, sent: number): number {
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000
  return (dateOf(header) ?? sent) - sent
}

function dateOf(header: string): number | undefined {
  // Date.parse takes almost anything for a date: "wait 2030" would be one.
  const moment = /^[A-Z][a-z]+, .* GMT$/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(moment) ? undefined : moment
}
