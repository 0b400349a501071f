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

/** What the channel knows of the refusal beyond its status. */
interface Known {
  /** The endpoint's own machine code. @default the status */
  code?: string | undefined
  /** The entry that decides, where neither code nor status does. */
  problem?: Problem | undefined
}

/** Code or status decides. Words may be quoted, so they name a closer entry only where nothing else is known. */
export function refusedBy(
  { who, type, problems }: Endpoint,
  reply: HttpReply,
  now: Date,
  { code = `HTTP_${reply.status}`, problem }: Known = {},
): DeliveryError {
  const { status, text, headers } = reply
  const retryAt = retryAfter(headers['retry-after'], now, headers['date'])
  const gateway = status >= 500 && mayHavePassedOn(reply) ? problemById(problems, `${type}-gateway`) : undefined
  const known = problem ?? gateway ?? meaningOf(problems, { code })
  const entry = known ?? (status >= 500 ? problemById(problems, `${type}-unavailable`) : undefined)
  const detail = { code, status, excerpt: text, problem: (entry ?? entryFor(problems, { code, text }))?.id }
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
