import { configuration, DeliveryError, type FailureDetail, rejected, transient, uncertain } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { statusFailure, unlessOwnWord } from '../../src/outside/status.ts'
import { type Meaning, meanings } from './meanings.ts'
import { problems } from './problems.ts'
import type { Fault } from './reply.ts'
import { quotaReset } from './reset.ts'

/**
 * What a call does: `read` writes nothing; `upsert` may be repeated, and so may a deletion; `activity` logs something each time (Fill Out Form,
 * Push Lead), so a doubtful one is not repeated blindly.
 */
export type Kind = 'read' | 'upsert' | 'activity'

export interface Circumstances {
  kind: Kind
  now: Date
  status: number
  text: string
  /** How long Marketo has not reached the subscription, in milliseconds. */
  unreachable?: number
}

/** "This usually indicates temporary inaccessibility" (614): after four hours it is no longer usual. */
const patience = 4 * 3_600_000

export function faultFailure(fault: Fault, about: Circumstances): DeliveryError {
  const said = { code: fault.code, status: about.status, excerpt: about.text }
  const meaning = meanings.get(fault.code) ?? meaningOf(fault.message)
  if (!meaning) return uncertain({ ...said, message: `Marketo answered with a code unknown here (${fault.code})` })
  const { class: failureClass, ...detail } = completed(fault, meaning, about)
  return new DeliveryError(failureClass, { ...said, message: `${meaning.says} (${fault.code})`, ...detail })
}

/**
 * "Record-level error codes", which tell why something was not written (help/rest-api/error-codes.md): with one of them a
 * call was refused, also where the code is not known here.
 */
export const ofRecords = /^(7\d\d|1\d{3})$/

/** The whole call failed with this. */
export function callFailure(fault: Fault, about: Circumstances): DeliveryError {
  const failure = faultFailure(fault, about)
  if (failure.class !== 'uncertain' || !ofRecords.test(fault.code)) return failure
  return about.kind === 'read' ? configuration(failure.detail) : rejected(failure.detail)
}

/** A code unknown here may come with words that are known. */
function meaningOf(message: string): Meaning | undefined {
  const known = problems.find(({ patterns }) => patterns?.some((pattern) => pattern.test(message)))
  return known?.codes?.map((code) => meanings.get(code)).find(Boolean)
}

function completed({ code, message }: Fault, meaning: Meaning, about: Circumstances) {
  const failureClass = (about.kind === 'activity' ? meaning.activity : undefined) ?? meaning.class
  const at = (milliseconds: number) => new Date(about.now.getTime() + milliseconds)
  if (code === '607') return { class: failureClass, everyLead: true, retryAt: quotaReset(about.now) }
  if (code === '614' && (about.unreachable ?? 0) > patience) {
    return { class: 'configuration' as const, message: 'Marketo has not reached this subscription for hours (614)' }
  }
  // One code for a bad lead and for a call without one: only the wording tells them apart.
  if (ourFault.has(code) && /not specified|invalid request/i.test(message)) {
    return { class: 'configuration' as const, problem: 'marketo-malformed-request' }
  }
  // A read knows no lead that could be to blame.
  if (about.kind === 'read' && failureClass === 'rejected') return { class: 'configuration' as const }
  const { seconds, everyLead } = meaning
  return failureClass === 'transient'
    ? { class: failureClass, everyLead, retryAt: seconds === undefined ? undefined : at(seconds * 1000) }
    : { class: failureClass }
}

const ourFault = new Set(['701', '1001', '1002', '1003'])

/** A step before the write (token, description, form): whatever became of it, the lead was not sent. */
export async function beforeTheLead<T>(step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    if (!(error instanceof DeliveryError) || error.class !== 'uncertain') throw error
    const message = error.detail.message.replace('whether the lead was taken is not known', 'the lead was not sent yet')
    throw transient({ ...error.detail, message })
  })
}

/** A reply without Marketo's envelope: a proxy, a wrong host, or Marketo's own 413. */
export function httpFailure(reply: HttpReply, kind: Kind, now: Date): DeliveryError {
  const detail = { status: reply.status, excerpt: reply.text } satisfies Partial<FailureDetail>
  if (reply.status === 200) {
    const message = "The reply is not Marketo's; whether the lead was taken is not known"
    return uncertain({ ...detail, code: 'UNREADABLE_REPLY', message })
  }
  const message = reply.status === 413 ? { message: 'The lead is larger than the 1 MB Marketo takes (413)' } : {}
  const judged = statusFailure(reply, { who: 'Marketo', ...message }, now)
  const failure = kind === 'activity' ? unlessOwnWord(judged) : judged
  return kind === 'read' && failure.class === 'rejected' ? configuration(failure.detail) : failure
}
