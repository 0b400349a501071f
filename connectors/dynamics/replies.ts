/** Reads Dataverse's replies. The code decides, then the words, then the HTTP status. */
import { z } from 'zod'
import type { Note, Problem, Receipt } from '../../src/connector.ts'
import { configuration, DeliveryError } from '../../src/failure.ts'
import { failureBy, meaningOf } from '../../src/outside/answer.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { jsonOf } from '../../src/outside/json.ts'
import { retryAfter, statusFailure } from '../../src/outside/status.ts'
import { problems } from './problems.ts'

const who = 'Dataverse'

const envelopeShape = z.object({
  error: z.object({ code: z.coerce.string().catch(''), message: z.string().catch('') }),
})

export interface Refused {
  /** As Dataverse prints it, `0x80040220`, though it came in decimal; `undefined` for none, blank and 0. */
  code: string | undefined
  message: string
}

/** `undefined`: not an answer of Dataverse. */
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

/** Words alone hold a destination or let it wait; they reject no lead. Only patterns count, because a plug-in may quote. */
const readByWords = problems
  .filter((problem) => problem.class === 'configuration' || problem.class === 'transient')
  .map((problem) => ({ ...problem, wording: [] }))

export function meaningOfRefusal({ code, message }: Refused): Problem | undefined {
  const byWords = meaningOf(readByWords, { text: message })
  // The OData library says so under several codes.
  if (byWords?.id === 'dynamics-no-lead-table') return byWords
  return meaningOf(problems, { code }) ?? byWords
}

/** @param ownChoices choice columns that the settings fill: a value that such a choice lacks fails every lead. */
export function refusal(reply: HttpReply, now: Date, ownChoices: readonly string[] = []): DeliveryError {
  const refused = refusedBy(reply)
  if (!refused) return withoutEnvelope(reply, now)
  const { code = `HTTP_${reply.status}`, message } = refused
  const problem = meaningOfRefusal(refused)
  if (!problem) return statusFailure(reply, { who, code }, now)
  const ofSettings = problem.id === 'dynamics-option-value' && ownChoices.some((name) => message.includes(`'${name}'`))
  const meaning: Problem = ofSettings ? { ...problem, class: 'configuration' } : problem
  const passes = meaning.class === 'transient'
  const retryAt = passes ? retryAfter(reply.headers['retry-after'], now, reply.headers['date']) : undefined
  const failure = failureBy(meaning, { who, now }, { code, status: reply.status, excerpt: reply.text, retryAt })
  const name = nameIn(problem, message)
  if (!name) return failure
  return new DeliveryError(failure.class, { ...failure.detail, message: `${failure.message} (${name})` })
}

/** Their messages name a privilege or a column: no lead data, and the operator looks for that name. */
const naming = [
  'dynamics-missing-privilege',
  'dynamics-missing-column-permission',
  'dynamics-unknown-field',
  'dynamics-value-too-long',
  'dynamics-option-value',
]
const named =
  /\b(prv[A-Z][A-Za-z_]+)|'(\w+)' attribute|for the (\w+) attribute|value of '(\w+)'|property (?:named )?'(\w+)'/

function nameIn({ id }: Problem, message: string): string | undefined {
  const [, ...groups] = (naming.includes(id) && named.exec(message)) || []
  return groups.find(Boolean)
}

/** A login page, a proxy, or another server. */
function withoutEnvelope(reply: HttpReply, now: Date): DeliveryError {
  const { status, text } = reply
  const page = /^\s*<(!doctype|html)/i.test(text)
  if (status === 404 || (status >= 300 && status < 400) || (page && status < 400)) return notDataverse(reply)
  return statusFailure(reply, { who }, now)
}

export function notDataverse({ status, text }: HttpReply): DeliveryError {
  const message = `The address does not answer like Dataverse (${status}); check url`
  return configuration({ code: `HTTP_${status}`, status, excerpt: text, problem: 'dynamics-wrong-url', message })
}

/** Only a 204 that names the record is Dataverse's own. */
export function isWritten({ status, headers }: HttpReply, id: string): boolean {
  return status === 204 && headers['odata-entityid']?.toLowerCase().includes(`(${id.toLowerCase()})`) === true
}

/** As "Basic delete" shows it (webapi/update-delete-entities-using-web-api): any server may send a bare 204. */
export function isDeleted({ status, headers }: HttpReply): boolean {
  return status === 204 && headers['odata-version'] !== undefined
}

/**
 * Our `If-None-Match: *` fails with 412 and no code. Other refusals answer 412 too, each with its code; a version conflict
 * may come without a code, but only to a request with `If-Match: <version>`, which the hub never sends.
 */
export function saysAlreadyThere({ status }: HttpReply, refused: Refused): boolean {
  if (refused.code === undefined) return status === 412 && !/RowVersion/.test(refused.message)
  return hasCodeOf('dynamics-duplicate-record', refused)
}

export function hasCodeOf(id: string, { code }: Refused): boolean {
  return meaningOf(problems, { code })?.id === id
}

/** The user may write leads, but not read this record. Leads are still written. */
export function mayNotRead(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && error.detail.status === 403
}

/**
 * A 404 that names a record; the 404 of a wrong address names none.
 * @param id given where the refused request pointed to other records too, such as an owner.
 */
export function isAbsent(error: unknown, id?: string): boolean {
  if (!(error instanceof DeliveryError)) return false
  const { status, problem, excerpt = '' } = error.detail
  if (status !== 404 || problem !== 'dynamics-reference-not-found') return false
  const absent = /With Id = ([0-9a-f-]{36})/i.exec(excerpt)?.[1]
  return !id || !absent || absent.toLowerCase() === id.toLowerCase()
}

export function receiptOf(
  outcome: Receipt['outcome'],
  id: string,
  { url }: { url: string },
  status: number,
  notes: readonly Note[] = [],
): Receipt {
  const link = `${url}/main.aspx?etn=lead&pagetype=entityrecord&id=${id}`
  return { outcome, reference: id, link, status, ...(notes.length > 0 ? { notes } : {}) }
}
