/** Reads what Salesforce answers: the record it proves, or the failure it means. Pure. */
import { z } from 'zod'
import type { Problem, Receipt } from '../../src/connector.ts'
import { DeliveryError, type FailureDetail, transient } from '../../src/failure.ts'
import { entryFor, failureBy, meaningOf, problemById } from '../../src/outside/answer.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { retryAfter, statusFailure, uncertainUnlessOwnAnswer } from '../../src/outside/status.ts'
import { problems } from './problems.ts'
import type { Settings } from './settings.ts'

/** `insert` may double when repeated; `upsert`, `update` (or deletion by record id) and `read` cannot. */
export type Operation = 'insert' | 'upsert' | 'update' | 'read'

export interface Answer {
  reply: HttpReply
  /** Where people open the org. */
  instanceUrl: string
}

interface Fault {
  /** `errorCode`, `statusCode` (collections), `error` (OAuth) or the SOAP exception code, verbatim. */
  code: string
  message: string
  fields: readonly string[]
  /** Records that a duplicate rule found, of type Lead, Contact or Account. */
  matches: readonly { id: string; type: string }[]
}

const matchShape = z
  .object({ record: z.object({ Id: z.string(), attributes: z.object({ type: z.string() }).optional() }) })
  .transform(({ record }) => ({ id: record.Id, type: record.attributes?.type ?? 'Lead' }))

const duplicatesShape = z
  .object({ matchResults: z.array(z.object({ matchRecords: z.array(matchShape) })) })
  .transform(({ matchResults }) => matchResults.flatMap(({ matchRecords }) => matchRecords))
  .optional()
  .catch(undefined)

const faultShape = z
  .object({
    errorCode: z.string().optional(),
    statusCode: z.string().optional(),
    error: z.string().optional().catch(undefined),
    message: z.string().default(''),
    error_description: z.string().default(''),
    fields: z.array(z.string()).nullish(),
    // Salesforce misspells the key (seen in v50 to v56) and may correct it.
    duplicateResut: duplicatesShape,
    duplicateResult: duplicatesShape,
  })
  .transform(({ errorCode, statusCode, error, fields, ...given }): Fault[] => {
    const code = error ?? errorCode ?? statusCode
    const message = error === undefined ? given.message : given.error_description
    const matches = given.duplicateResut ?? given.duplicateResult ?? []
    return code ? [{ code, message, fields: fields ?? [], matches }] : []
  })

const unsavedShape = z
  .object({ success: z.literal(false), errors: z.array(faultShape) })
  .transform(({ errors }) => errors.flat())

const anyFault = z.union([unsavedShape, faultShape]).catch([])
const faultsShape = z.union([z.array(anyFault).transform((lists) => lists.flat()), anyFault])

const savedShape = z.object({
  id: z.string().regex(/^[A-Za-z0-9]{15,18}$/),
  success: z.literal(true),
  created: z.boolean().optional(),
})

export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function faultsIn({ text }: HttpReply): readonly Fault[] {
  const parsed = json(text)
  if (parsed !== undefined) return faultsShape.parse(parsed)
  const [, code] = /<(?:\w+:)?(?:exceptionCode|faultcode)>\s*(?:\w+:)?([A-Z_]{4,})\s*</.exec(text) ?? []
  return code ? [{ code, message: '', fields: [], matches: [] }] : []
}

function isWebPage({ text, headers }: HttpReply): boolean {
  const html = /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype html|html)/i.test(text)
  return html && json(text) === undefined
}

/** The entry that has the fault's code, whatever its words are: its id without `salesforce-`. */
function idOf(fault: Fault | undefined): string | undefined {
  return entryFor(problems, { code: fault?.code })?.id.replace('salesforce-', '')
}

/** Whether the session is refused. Salesforce has then done nothing. */
export function sessionRefused(reply: HttpReply): boolean {
  return reply.status === 401 || faultsIn(reply).some((fault) => idOf(fault) === 'session-refused')
}

export function linkTo(instanceUrl: string, id: string, type = 'Lead'): string {
  return `${instanceUrl}/lightning/r/${type}/${id}/view`
}

/** @returns undefined when the reply proves no lead */
export function receiptOf(answer: Answer, settings: Settings, operation: Operation): Receipt | undefined {
  const { reply, instanceUrl } = answer
  const { status } = reply
  const saved = savedShape.safeParse(json(reply.text)).data
  if (saved && (status === 201 || status === 200)) {
    const outcome = status === 201 || saved.created ? 'created' : 'updated'
    return { outcome, reference: saved.id, link: linkTo(instanceUrl, saved.id), status }
  }
  // API versions below 46 answer an upsert of an existing lead so.
  if (status === 204 && operation === 'upsert')
    return { outcome: 'updated', status, notes: ['Salesforce named no record id'] }
  const [fault, another] = faultsIn(reply)
  if (!fault || another || status >= 500) return undefined
  const found = alreadyThere(fault, settings, operation, instanceUrl)
  return found && { outcome: 'already-there', status, ...found }
}

function alreadyThere(
  fault: Fault,
  settings: Settings,
  operation: Operation,
  url: string,
): Partial<Receipt> | undefined {
  const { message, fields } = fault
  const field = settings.externalIdField
  switch (idOf(fault)) {
    case 'duplicates-detected': {
      if (settings.whenDuplicate !== 'already-there') return undefined
      const [match] = fault.matches
      const similar = match ? `${match.type} (${match.id})` : 'record'
      const note = `A duplicate rule blocked the lead: a similar ${similar} exists, which need not be this lead`
      // No reference: another person's record must be neither written over nor erased for this person.
      return { notes: [note], ...(match && { link: linkTo(url, match.id, match.type) }) }
    }
    case 'duplicate-value': {
      if (!field || !(message.includes(field) || fields.includes(field))) return undefined
      const [id] = /\b00Q[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b/.exec(message) ?? []
      const notes = ['The external id field holds this lead’s id already']
      return { notes, ...(id && { reference: id, link: linkTo(url, id) }) }
    }
    case 'converted-lead':
      return operation === 'upsert' ? { notes: ['The lead exists and has been converted since'] } : undefined
  }
}

/** Whether a write by record id failed because the record no longer exists. Faults that name a field mean other records. */
export function isGone(reply: HttpReply): boolean {
  const [fault, another] = faultsIn(reply)
  if (!fault || another || fault.fields.length > 0) return false
  const id = idOf(fault)
  // A deleted record has its own code for the 15 days of the recycle bin; after that its id is like an unknown id.
  return id === 'record-deleted' || (reply.status === 404 && (id === 'not-found' || id === 'cross-reference'))
}

/** Salesforce lets no one write a lead that has become a contact. */
export function isConverted(reply: HttpReply): boolean {
  return faultsIn(reply).some((fault) => idOf(fault) === 'converted-lead')
}

const who = 'Salesforce'

function entry(id: string): Problem {
  return problemById(problems, `salesforce-${id}`)
}

/** The failure of an entry that the circumstances name: its id without `salesforce-`. */
export function failureNamed(id: string, detail: Partial<FailureDetail>, now = new Date()): DeliveryError {
  return failureBy(entry(id), { who, now }, detail)
}

/** Where a code has several meanings: the usual entry, the narrower one, and which part of a fault tells the narrower one. */
const narrower: readonly [usual: string, narrow: string, part: 'message' | 'fields', sign: RegExp][] = [
  ['request-limit', 'concurrent-limit', 'message', /concurrent/i],
  ['required-field', 'name-missing', 'fields', /^(LastName|Company)(,(LastName|Company))*$/],
  ['restricted-picklist', 'lead-source-picklist', 'fields', /(^|,)LeadSource(,|$)/],
  ['automation-failed', 'automation-busy', 'message', /UNABLE_TO_LOCK_ROW|Too many SOQL queries|CPU time limit/i],
  ['not-found', 'external-id-missing', 'message', /external ID field/i],
]

function meaning(fault: Fault): Problem | undefined {
  const { code, message } = fault
  const usual = meaningOf(problems, { code, text: code })
  if (!usual) return meaningOf(problems, { text: message })
  const row = narrower.find(([id, , part, sign]) => usual.id === `salesforce-${id}` && sign.test(String(fault[part])))
  return row ? entry(row[1]) : usual
}

// With several faults, the one that a person must act on decides.
const order = ['configuration', 'rejected', 'uncertain', 'transient'] as const

/** The failure of a reply that is no success: by its code, then by its words, then by its status. */
export function failureOf(reply: HttpReply, operation: Operation, now: Date): DeliveryError {
  const faults = faultsIn(reply)
  const failures = faults.flatMap((fault) => {
    const problem = meaning(fault)
    const detail = { code: fault.code, status: reply.status, excerpt: reply.text }
    return problem ? [failureBy(problem, { who, now, doubles: operation === 'insert' }, detail)] : []
  })
  const [worst] = order.flatMap((kind) => failures.filter((failure) => failure.class === kind))
  return worst ?? failureByStatus(reply, operation, faults[0]?.code, now)
}

function failureByStatus(reply: HttpReply, operation: Operation, code: string | undefined, now: Date): DeliveryError {
  const { status, text: excerpt } = reply
  const named = (id: string, as: string) => failureNamed(id, { code: as, status, excerpt }, now)
  if (status === 300) return named('external-id-not-unique', 'MULTIPLE_CHOICES')
  // Nothing that HTML answers below 500 is the API: a login page, or the page of an org that is gone.
  if (isWebPage(reply) && status < 500) return named('web-page', `HTML_${status}`)
  if (status === 401) return named('session-refused', 'INVALID_SESSION_ID')
  if (operation === 'read' && status >= 200 && status < 300) return named('unreadable', 'UNREADABLE')
  const judged = statusFailure(reply, { who, ...(code && { code }) }, now)
  // A gateway's time-out says nothing of the request behind it, so a repeated insert could double the lead.
  if (operation === 'insert') return uncertainUnlessOwnAnswer(judged)
  if (status >= 500 || status === 408) return transient({ ...judged.detail, message: `Salesforce failed (${status})` })
  const blameless = operation === 'read' && judged.class === 'rejected'
  return blameless ? new DeliveryError('configuration', judged.detail) : judged
}

/** A refused password is never sent again by itself, because Salesforce locks the user. */
export function signInFailure(reply: HttpReply, password: boolean, now: Date): DeliveryError {
  const { status, text: excerpt, headers } = reply
  const [fault] = faultsIn(reply)
  const known = idOf(fault) ?? ''
  const refusedAtAnyStatus = ['soap-login', 'password-expired', 'login-restricted'].includes(known)
  const problem = fault && entryFor(problems, { code: fault.code, text: `${fault.code}: ${fault.message}` })
  const passes = ['sign-in-busy', 'unavailable'].includes(known)
  if (passes || status === 429 || (status >= 500 && !refusedAtAnyStatus)) {
    const retryAt = retryAfter(headers['retry-after'], now, headers['date'])
    const detail = { code: fault?.code ?? `HTTP_${status}`, status, excerpt, retryAt }
    const told = problem ? { ...detail, problem: problem.id } : detail
    return failureBy({ ...entry('sign-in-busy'), class: 'transient' }, { who, now }, told)
  }
  const refusal = problem ?? entry(fault ? 'sign-in-refused' : 'wrong-login-address')
  const code = fault?.code ?? `${isWebPage(reply) ? 'HTML' : 'HTTP'}_${status}`
  const detail = { code, status, excerpt, ...(password && { probe: false }) }
  return failureBy({ ...refusal, class: 'configuration' }, { who, now }, detail)
}
