import { configuration, type DeliveryError, type FailureDetail, rejected, transient, uncertain } from '../failure.ts'
import { mayHavePassedOn } from './gateway.ts'
import type { HttpReply } from './http.ts'

/**
 * Classifies an HTTP status where the far end gives no better code (RFC 9110; Standard Webhooks for 410). A connector
 * reads the far end's machine code first, and uses this function as a fallback.
 * @param known `what` was sent: `message`. @default 'lead'
 */
export function statusFailure(
  reply: HttpReply,
  { who, what = 'lead', ...known }: Partial<FailureDetail> & { who: string; what?: string },
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
    return uncertain(said(`${who} failed (${status}); whether the ${what} was taken is not known`))
  }
  if (status >= 300 && status < 400) return configuration(said(`${who} redirects (${status}); enter the final address`))
  if (recordFaults.has(status)) return rejected(said(`${who} refuses this ${what} (${status})`))
  if (status >= 400) return configuration(said(`${who} refuses the request (${status})`))
  return uncertain(said(`${who} answered ${status} without proof that the ${what} was taken`))
}

/**
 * Whether the far end surely did not apply the lead. 502 does not count, because a gateway also answers 502 when the
 * far end's answer was lost. 408 and 529 count only with Retry-After, because some far ends use them after too long
 * work.
 */
function passes(reply: HttpReply, retryAt: Date | undefined): boolean {
  const { status } = reply
  if (status === 425) return true
  if (status === 503) return !mayHavePassedOn(reply)
  return retryAt !== undefined && (status === 408 || status === 529)
}

/**
 * For a write whose repeat doubles, at a far end with codes of its own. A status without such a code may come from a
 * gateway, unless it has a Retry-After, and is `uncertain` then.
 */
export function uncertainUnlessOwnAnswer(failure: DeliveryError): DeliveryError {
  const { class: failureClass, detail } = failure
  if (failureClass !== 'transient' || detail.status === 425 || detail.status === 429 || detail.retryAt) return failure
  return uncertain({ ...detail, message: `${detail.message}; whether the lead was taken is not known` })
}

const recordFaults = new Set([400, 409, 413, 415, 422])

/** A longer wait than a year is surely a mistake. */
const longest = 366 * 86_400_000

/**
 * Reads Retry-After: seconds or an HTTP date; `undefined` when it is missing, past or unreadable.
 * @param sent the reply's `Date` header, because the far end's clock may differ from the hub's clock.
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
  // Date.parse accepts almost any text, even "wait 2030".
  const moment = /^[A-Z][a-z]+, .* GMT$/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(moment) ? undefined : moment
}
