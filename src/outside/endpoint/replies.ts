/** Reads the refusals of an endpoint that messages are posted to. Only the channel's table decides the class. */
import type { Problem } from '../../connector.ts'
import type { DeliveryError } from '../../failure.ts'
import { entryFor, failureBy, meaningOf, problemById } from '../answer.ts'
import { mayHavePassedOn } from '../gateway.ts'
import type { HttpReply } from '../http.ts'
import { retryAfter, statusFailure } from '../status.ts'

export interface Endpoint {
  /** Begins each message: `Slack`. */
  readonly who: string
  /** Begins the id of each entry. */
  readonly type: string
  readonly problems: readonly Problem[]
}

/**
 * @param code the endpoint's own machine code. Without one the status is the code, and the words may name the entry.
 */
export function refusedBy(
  { who, type, problems }: Endpoint,
  reply: HttpReply,
  now: Date,
  code = `HTTP_${reply.status}`,
): DeliveryError {
  const { status, text, headers } = reply
  const retryAt = retryAfter(headers['retry-after'], now, headers['date'])
  const passedOn = status >= 500 && mayHavePassedOn(reply)
  const decisive = passedOn ? problemById(problems, `${type}-gateway`) : meaningOf(problems, { code, text, status })
  const entry = decisive ?? (status >= 500 ? problemById(problems, `${type}-unavailable`) : undefined)
  const closest = entry ?? entryFor(problems, { code, text })
  const detail = { code, status, excerpt: text, problem: closest?.id }
  if (!entry) return statusFailure(reply, { who, what: 'message', ...detail }, now)
  return failureBy(entry, { who, now }, entry.class === 'transient' && retryAt ? { ...detail, retryAt } : detail)
}

/** A success status whose answer does not come from the endpoint. */
export function unproven({ who, type, problems }: Endpoint, { status, text }: HttpReply, now: Date): DeliveryError {
  const detail = { code: 'WEB_PAGE', status, excerpt: text }
  return failureBy(problemById(problems, `${type}-web-page`), { who, now }, detail)
}

export function isWebPage({ text }: HttpReply): boolean {
  return /^\s*<(!doctype html|html)\b/i.test(text)
}
