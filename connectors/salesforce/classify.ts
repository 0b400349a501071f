import { DeliveryError, type FailureClass, type FailureDetail, transient } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { statusFailure, unlessOwnWord } from '../../src/outside/status.ts'
import { type Fault, read } from './reply.ts'
import { type Ruling, rulingByWords, rulingFor } from './rulings.ts'

/** `insert` may double when repeated; `upsert`, `update` (or deletion by record id) and `read` cannot. */
export type Act = 'insert' | 'upsert' | 'update' | 'read'

/** What a reply that is no success means: by code, then by its words, then by status. */
export function failureOf(reply: HttpReply, act: Act, now: Date): DeliveryError {
  const { faults, html } = read(reply)
  const worst = faults
    .map((fault) => ({ fault, ruling: judge(fault, act, now) }))
    .sort((a, b) => order.indexOf(a.ruling?.class) - order.indexOf(b.ruling?.class))[0]
  if (!worst?.ruling) return byStatus(reply, act, html, worst?.fault.code, now)
  const { class: failureClass, say, problem, ...more } = worst.ruling
  const known = problem ? { problem: `salesforce-${problem}` } : {}
  const seen = { code: worst.fault.code, status: reply.status, excerpt: reply.text }
  return new DeliveryError(failureClass, { ...seen, ...known, ...more, message: `${say} (${worst.fault.code})` })
}

// With several faults the one that a person must act on decides.
const order: (FailureClass | undefined)[] = [
  'configuration',
  'rejected',
  'uncertain',
  'transient',
  'internal',
  undefined,
]

type Judged = Ruling & Pick<FailureDetail, 'retryAt' | 'everyLead'>

function judge(fault: Fault, act: Act, now: Date): Judged | undefined {
  const usual = rulingFor(fault.code) ?? rulingByWords(fault.message)
  switch (fault.code) {
    case 'REQUEST_LIMIT_EXCEEDED':
      return limitReached(fault, now)
    case 'REQUIRED_FIELD_MISSING':
      if (!only(fault, ['LastName', 'Company'])) return usual
      return { class: 'rejected', problem: 'name-missing', say: 'The lead lacks a last name or a company' }
    case 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST':
      // Every lead of this offer carries the same source: no lead would pass.
      if (!fault.fields.includes('LeadSource')) return usual
      return { class: 'configuration', say: 'Lead Source is a restricted picklist that lacks the hub’s value' }
    case 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY':
    case 'CANNOT_EXECUTE_FLOW_TRIGGER':
      if (!passing.test(fault.message)) return usual
      return { class: 'transient', problem: 'automation-busy', say: 'The org’s automation ran into a passing limit' }
    case 'NOT_FOUND':
      return usual && /external ID field/i.test(fault.message) ? { ...usual, problem: 'external-id-missing' } : usual
    case 'UNKNOWN_EXCEPTION':
      return { class: act === 'insert' ? 'uncertain' : 'transient', say: 'Salesforce failed inside' }
    case 'REQUEST_RUNNING_TOO_LONG':
      return { class: act === 'insert' ? 'uncertain' : 'transient', say: 'The request ran too long inside Salesforce' }
    default:
      return usual
  }
}

const passing = /UNABLE_TO_LOCK_ROW|Too many SOQL queries|CPU time limit/i

function only({ fields }: Fault, names: string[]): boolean {
  return fields.length > 0 && fields.every((field) => names.includes(field))
}

/** The daily limit is a rolling 24 hours; the others count requests that run at the same time. */
function limitReached({ message }: Fault, now: Date): Judged {
  const concurrent = /concurrent/i.test(message)
  const retryAt = new Date(now.getTime() + (concurrent ? 30_000 : 15 * 60_000))
  const say = concurrent ? 'Too many requests run in the org at once' : 'The org’s API calls of 24 hours are used up'
  return { class: 'transient', everyLead: true, retryAt, say }
}

function byStatus(reply: HttpReply, act: Act, html: boolean, code: string | undefined, now: Date): DeliveryError {
  const { status } = reply
  const coded = code ? { code } : {}
  if (status === 300) return ruled(reply, 'MULTIPLE_CHOICES')
  // Nothing that HTML answers below 500 is the API: a login page, or the page of an org that is gone.
  if (html && status < 500) {
    const message = `Salesforce answered with a web page (${status}); check the login and API addresses and that the org exists`
    const detail = { code: `HTML_${status}`, status, excerpt: reply.text, problem: 'salesforce-web-page' }
    return new DeliveryError('configuration', { ...detail, message })
  }
  if (status === 401) return ruled(reply, 'INVALID_SESSION_ID')
  if (act === 'read' && status >= 200 && status < 300) {
    const message = `Salesforce answered ${status} without what was asked for`
    return transient({ code: 'UNREADABLE', status, excerpt: reply.text, message })
  }
  // A gateway's time-out says nothing of the request behind it, so a repeated insert could double the lead.
  const harmless = act !== 'insert' && (status >= 500 || status === 408)
  const judged = statusFailure(reply, { who: 'Salesforce', ...coded }, now)
  const failure = act === 'insert' ? unlessOwnWord(judged) : judged
  if (act === 'read' && failure.class === 'rejected') return new DeliveryError('configuration', failure.detail)
  return harmless ? transient({ ...failure.detail, message: `Salesforce failed (${status})` }) : failure
}

function ruled(reply: HttpReply, code: string): DeliveryError {
  const { class: failureClass, say } = rulingFor(code) ?? { class: 'internal', say: code }
  return new DeliveryError(failureClass, {
    code,
    status: reply.status,
    excerpt: reply.text,
    message: `${say} (${code})`,
  })
}
