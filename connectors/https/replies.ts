/** Reads the receiver's answer: a receipt, or the failure of its entry in problems.ts. */
import type { Problem, Receipt } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import { clean, cut } from '../../src/lead/text.ts'
import { entryFor, failureBy, meaningOf, problemById } from '../../src/outside/answer.ts'
import { isFormerFlow, isTrigger } from '../../src/outside/flow/address.ts'
import { flowCodeIn } from '../../src/outside/flow/code.ts'
import { mayHavePassedOn } from '../../src/outside/gateway.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { jsonOf } from '../../src/outside/json.ts'
import { retryAfter, statusFailure } from '../../src/outside/status.ts'
import { problems } from './problems.ts'
import type { Settings } from './settings.ts'

const who = 'The receiver'

/** @throws DeliveryError unless the answer proves that the lead was taken. */
export function receiptFrom(reply: HttpReply, config: Settings, now: Date): Receipt {
  const { status, text } = reply
  if (status === 409 && config.receiverDedupes) return { outcome: 'already-there', status }
  if (status < 200 || status > 299) throw refusalOf(reply, new URL(config.url), now)
  const unproven = (id: string, code: string) =>
    failureBy(problemById(problems, id), { who, now }, { code, status, excerpt: text })
  if (config.expect && !config.expect.includes(status)) throw unproven('https-unexpected-status', `HTTP_${status}`)
  if (!config.expect && /^\s*<(!doctype html|html)\b/i.test(text)) throw unproven('https-web-page', 'WEB_PAGE')
  const reference = config.receipt && referenceIn(reply, config.receipt)
  if (config.receipt && !reference) throw unproven('https-no-receipt', 'NO_RECEIPT')
  // Only 201 or the record's id prove a record; any other success says that something took the request.
  const created = status === 201 || (reference && status !== 202)
  return { outcome: created ? 'created' : 'accepted', status, reference: reference || undefined }
}

/** The flow's code decides, or else the status. Words may be quoted, so they name a closer entry without its class. */
function refusalOf(reply: HttpReply, url: URL, now: Date): DeliveryError {
  const { status, headers, text } = reply
  const ofFlow = flowCodeIn(text, problems)
  const code = ofFlow ?? `HTTP_${status}`
  const retryAt = retryAfter(headers['retry-after'], now, headers['date'])
  const special = ofFlow ? undefined : specialCase(reply, url, retryAt !== undefined)
  const decisive =
    special ?? meaningOf(problems, { code }) ?? (status >= 500 ? problemById(problems, 'https-failed') : undefined)
  if (!decisive) return statusFailure(reply, { who }, now)
  const closest = special ?? entryFor(problems, { code, text }) ?? decisive
  const detail = { code, status, excerpt: text, problem: closest.id }
  return failureBy(decisive, { who, now }, decisive.class === 'transient' ? { ...detail, retryAt } : detail)
}

/**
 * The entry of an answer whose status alone does not decide. A receiver that itself answers 5xx did not take the lead
 * (Standard Webhooks). The answer of a gateway or a flow in its place leaves that open.
 * @param saysWhen the answer says when to come back, so the receiver did not take the lead.
 */
function specialCase(reply: HttpReply, url: URL, saysWhen: boolean): Problem | undefined {
  const { status, text } = reply
  const says = (id: string) => problemById(problems, id).patterns?.some((pattern) => pattern.test(text))
  if ((status === 408 || status === 529) && !saysWhen) return problemById(problems, 'https-time-out')
  if (status === 400 && says('https-queue-full')) return problemById(problems, 'https-queue-full')
  if (status < 500) return undefined
  if ((isTrigger(url) && status !== 503) || says('https-flow-late')) return problemById(problems, 'https-flow-late')
  if (problemById(problems, 'https-gateway').codes?.includes(`HTTP_${status}`) || mayHavePassedOn(reply))
    return problemById(problems, 'https-gateway')
  return says('https-work-failed') ? problemById(problems, 'https-work-failed') : undefined
}

/** An old address of a flow that no longer works has one likely reason. */
export function withMovedFlow(error: unknown, { url }: Settings): unknown {
  if (!(error instanceof DeliveryError) || !isFormerFlow(new URL(url))) return error
  const { id: problem, codes = [] } = problemById(problems, 'https-flow-moved')
  return codes.includes(error.detail.code ?? '') ? new DeliveryError(error.class, { ...error.detail, problem }) : error
}

/** @param path `body.data.id` or `header.location`. */
function referenceIn({ headers, text }: HttpReply, path: string): string | undefined {
  const [where, ...names] = path.split('.')
  const found = where === 'header' ? headers[names.join('.').toLowerCase()] : names.reduce(step, jsonOf(text))
  const id = typeof found === 'number' ? String(found) : found
  return typeof id === 'string' ? cut(clean(id), 200) || undefined : undefined
}

function step(value: unknown, name: string): unknown {
  const own = Object.entries(value instanceof Object ? value : {})
  return own.find(([key]) => key === name)?.[1]
}
