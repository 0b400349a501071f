/** Dataverse's refusals, read: by its error code, then by status, by wording only where it sends no code. */
import { z } from 'zod'
import { configuration, DeliveryError, type FailureDetail, transient } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { jsonOf } from '../../src/outside/json.ts'
import { retryAfter, statusFailure } from '../../src/outside/status.ts'
import { type Verdict, verdictOn } from './verdicts.ts'

const envelopeShape = z.object({
  error: z.object({ code: z.coerce.string().catch(''), message: z.string().catch('') }),
})

export interface Refused {
  /** As Dataverse prints it, `0x80040220`, though it came in decimal; `undefined` for none, blank and 0. */
  code: string | undefined
  message: string
}

/** What the reply says of itself; `undefined` when it is no answer of Dataverse. */
export function refusedBy(reply: HttpReply): Refused | undefined {
  const envelope = envelopeShape.safeParse(jsonOf(reply.text)).data?.error
  return envelope && { code: codeOf(envelope.code), message: envelope.message }
}

export function codeOf(text: string): string | undefined {
  const number = Number(text)
  if (!Number.isInteger(number)) return text.trim()
  const unsigned = number >>> 0
  return unsigned ? `0x${unsigned.toString(16).padStart(8, '0')}` : undefined
}

/** @param ours choice columns that the settings fill: a value they lack fails every lead. */
export function refusal(reply: HttpReply, now: Date, ours: readonly string[] = []): DeliveryError {
  const refused = refusedBy(reply)
  if (!refused) return strange(reply, now)
  const { code = `HTTP_${reply.status}`, message } = refused
  const verdict = onSettings(verdictOn(refused.code, message), message, ours)
  if (!verdict) return statusFailure(reply, { who: 'Dataverse', code }, now)
  const told: FailureDetail = {
    code,
    status: reply.status,
    excerpt: reply.text,
    problem: verdict.problem,
    message: `Dataverse (${code}): ${verdict.says}${verdict.names ? nameIn(message) : ''}`,
  }
  if (verdict.class !== 'transient') return new DeliveryError(verdict.class, told)
  return transient({
    ...told,
    retryAt: retryAfter(reply.headers['retry-after'], now, reply.headers['date']),
    everyLead: verdict.everyLead,
  })
}

function onSettings(verdict: Verdict | undefined, message: string, ours: readonly string[]): Verdict | undefined {
  const concerned = verdict?.problem === 'dynamics-option-value' && ours.some((name) => message.includes(`'${name}'`))
  return concerned ? { ...verdict, class: 'configuration', says: 'leadSourceCode is no value of its choice' } : verdict
}

function nameIn(message: string): string {
  const [, ...groups] = named.exec(message) ?? []
  const name = groups.find(Boolean)
  return name ? ` (${name})` : ''
}

const named =
  /\b(prv[A-Z][A-Za-z_]+)|'(\w+)' attribute|for the (\w+) attribute|value of '(\w+)'|property (?:named )?'(\w+)'/

/** No envelope: a login page, a proxy, or another server. */
function strange(reply: HttpReply, now: Date): DeliveryError {
  const { status, text } = reply
  const page = /^\s*<(!doctype|html)/i.test(text)
  if (status === 404 || (status >= 300 && status < 400) || (page && status < 400)) return notDataverse(reply)
  return statusFailure(reply, { who: 'Dataverse' }, now)
}

export function notDataverse({ status, text }: HttpReply): DeliveryError {
  const message = `The address does not answer like Dataverse (${status}); check url`
  return configuration({ code: `HTTP_${status}`, status, excerpt: text, problem: 'dynamics-wrong-url', message })
}
