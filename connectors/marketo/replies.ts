/** Reads what Marketo answers: its shapes, the proof of a delivery, and the failure that an answer means. */
import { z } from 'zod'
import type { Problem, Receipt } from '../../src/connector.ts'
import { configuration, DeliveryError, type FailureDetail, rejected, transient, uncertain } from '../../src/failure.ts'
import { failureBy, meaningOf, problemById } from '../../src/outside/answer.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { statusFailure, uncertainUnlessOwnAnswer } from '../../src/outside/status.ts'
import { quotaReset } from './limits.ts'
import { problems } from './problems.ts'

/**
 * What a call does. `read` writes nothing. `upsert` may be repeated, and so may a deletion. `activity` (Fill Out Form, Push
 * Lead) logs an activity each time, so a doubtful call is not repeated by itself.
 */
export type Kind = 'read' | 'upsert' | 'activity'

const fault = z.object({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().default(''),
})

export type Fault = z.output<typeof fault>

/** Every REST reply, those about assets included. Marketo sends business errors with HTTP 200. */
const envelope = z.object({
  success: z.boolean(),
  errors: z.array(fault).nullish(),
  result: z.array(z.unknown()).nullish(),
  nextPageToken: z.string().nullish(),
  moreResult: z.boolean().nullish(),
})

export type Envelope = z.output<typeof envelope>

const personRecord = z.object({
  id: z
    .union([z.int(), z.string().min(1)])
    .transform(String)
    .nullish(),
  status: z.string().nullish(),
  reasons: z.array(fault).nullish(),
  // push.json: `reason` in Adobe's schema, `reasons` in its sample.
  reason: fault.nullish(),
})

type PersonRecord = z.output<typeof personRecord>

export function readEnvelope(text: string): Envelope | undefined {
  return envelope.safeParse(json(text)).data
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A reply whose envelope says success. That does not prove that its records were written. */
export interface Answer {
  status: number
  text: string
  result: readonly unknown[] | undefined
  /** Of a list with more pages, and of every page of activities. */
  nextPageToken: string | undefined
  moreResult: boolean
}

/** What is known about a call besides its reply. */
export interface CallFacts {
  kind: Kind
  now: Date
  /** How long Marketo has not reached the subscription, in milliseconds. @default 0 */
  unreachable?: number
}

/** @throws DeliveryError for every reply that does not say success. */
export function answerIn(reply: HttpReply, said: Envelope | undefined, facts: CallFacts): Answer {
  const { status, text } = reply
  const [first] = said?.errors ?? []
  if (first) throw faultFailure(first, { ...facts, status, text, notWritten: recordCode.test(first.code) })
  if (!said || status !== 200) throw httpFailure(reply, facts)
  if (said.success) {
    const { result, nextPageToken, moreResult } = said
    const page = { nextPageToken: nextPageToken || undefined, moreResult: moreResult ?? false }
    return { status, text, result: result ?? undefined, ...page }
  }
  const message = 'Marketo reports no success and no error; whether the lead was taken is not known'
  throw uncertain({ code: 'NO_ERRORS', status, excerpt: text, message })
}

/** The records of a list. @throws transient when they are of another form; then nothing is known of any record. */
export function recordsIn<T>({ result, status, text }: Answer, shape: z.ZodType<T>): T[] {
  const read = z.array(shape).safeParse(result ?? [])
  if (read.success) return read.data
  throw transient({ code: 'UNREADABLE_REPLY', status, excerpt: text, message: "Marketo's list cannot be read" })
}

type Proof = Pick<Receipt, 'outcome' | 'reference' | 'status'>

/**
 * Proof is the status of the one record of a write: `success: true` says only that Marketo read the call.
 * @throws DeliveryError without that proof.
 */
export function proofOf(answer: Answer, kind: Kind, now: Date): Proof {
  const record = recordIn(answer)
  const reference = record.id ?? undefined
  const { status } = answer
  if ((record.status === 'created' || record.status === 'updated') && reference) {
    return { outcome: record.status, reference, status }
  }
  // "Lead already exists": another call was quicker, and the person is there.
  if (reasonOf(record)?.code === '1005') return { outcome: 'already-there', reference, status }
  throw recordFailure(record, answer, { kind, now })
}

/** @returns `false` where the person was deleted before, or merged into another person. */
export function wasDeleted(answer: Answer, now: Date): boolean {
  const record = recordIn(answer)
  if (record.status === 'deleted') return true
  const reason = reasonOf(record)
  if (reason && problemByCode(reason.code)?.id === 'marketo-person-not-found') return false
  throw recordFailure(record, answer, { kind: 'upsert', now })
}

function recordIn({ result }: Answer): PersonRecord {
  return personRecord.safeParse(result?.[0]).data ?? {}
}

function reasonOf({ reasons, reason }: PersonRecord): Fault | undefined {
  return reasons?.[0] ?? reason ?? undefined
}

function recordFailure(record: PersonRecord, { status, text }: Answer, facts: CallFacts): DeliveryError {
  const reason = reasonOf(record)
  const skipped = record.status === 'skipped'
  if (reason) {
    const notWritten = skipped || (!record.status && recordCode.test(reason.code))
    return faultFailure(reason, { ...facts, status, text, notWritten })
  }
  const detail = { status, excerpt: text }
  if (skipped) return rejected({ ...detail, code: 'SKIPPED', message: 'Marketo skipped the lead and gave no reason' })
  const message = "Marketo's reply does not say whether the lead was taken"
  return uncertain({ ...detail, code: 'NO_RECORD', message })
}

/**
 * "Record-level error codes" say why something was not written (help/rest-api/error-codes.md). That holds for such a code
 * that the catalogue does not have, too.
 */
const recordCode = /^(7\d\d|1\d{3})$/

interface FaultFacts extends CallFacts {
  status: number
  text: string
  /** The reply says that nothing was written, whatever the code means. @default false */
  notWritten?: boolean
}

/** The failure that a fault means, whether it stands in a call's `errors` or among a record's reasons. */
export function faultFailure(found: Fault, facts: FaultFacts): DeliveryError {
  const failure = meaningFailure(found, facts)
  return forKind(failure.class === 'uncertain' && facts.notWritten ? rejected(failure.detail) : failure, facts.kind)
}

// "This usually indicates temporary inaccessibility" (614): after four hours it is no longer usual.
const longestOutage = 4 * 3_600_000

function meaningFailure(found: Fault, { kind, now, status, text, unreachable = 0 }: FaultFacts): DeliveryError {
  const { code } = found
  const detail = { code, status, excerpt: text }
  const problem = problemOfFault(found)
  if (!problem)
    return uncertain({ ...detail, message: `Marketo answered with a code that Leadyard does not know (${code})` })
  const retryAt = problem.id === 'marketo-daily-quota' ? quotaReset(now) : undefined
  const failure = failureBy(problem, { who: 'Marketo', now, doubles: kind === 'activity' }, { ...detail, retryAt })
  if (problem.id !== 'marketo-unreachable-subscription' || unreachable <= longestOutage) return failure
  return configuration({ ...failure.detail, message: `Marketo has not reached this subscription for hours (${code})` })
}

/** Marketo's sentences are short, and stand in other sentences too: an unknown code is read by the patterns alone. */
const byPatterns = problems.filter(({ patterns }) => patterns).map((problem) => ({ ...problem, wording: [] }))

function problemOfFault({ code, message }: Fault): Problem | undefined {
  const problem = problemByCode(code)
  // The same code stands for a bad lead and for a call without a lead; only the words tell which.
  if (problem?.id === 'marketo-refused-value' && /not specified|invalid request/i.test(message)) {
    return problemById(problems, 'marketo-malformed-request')
  }
  return problem ?? meaningOf(byPatterns, { text: message })
}

/** Marketo's own codes are numbers; the other codes of the catalogue are ours, or come from the sign-in. */
export function problemByCode(code = ''): Problem | undefined {
  return /^\d+$/.test(code) ? meaningOf(problems, { code }) : undefined
}

/** The failure of the catalogue's entry `id`, for problems that this connector finds itself. */
export function failureById(id: string, detail: Partial<FailureDetail>): DeliveryError {
  return failureBy(problemById(problems, id), { who: 'Marketo', now: new Date() }, detail)
}

/** A reply without Marketo's envelope comes from a proxy or a wrong host, or is Marketo's own 413. */
export function httpFailure(reply: HttpReply, { kind, now }: CallFacts): DeliveryError {
  const { status, text } = reply
  if (status === 200) {
    const message = "The reply is not Marketo's; whether the lead was taken is not known"
    return uncertain({ code: 'UNREADABLE_REPLY', status, excerpt: text, message })
  }
  if (status === 413) {
    return forKind(failureById('marketo-lead-too-large', { code: 'HTTP_413', status, excerpt: text }), kind)
  }
  const failure = statusFailure(reply, { who: 'Marketo' }, now)
  return forKind(kind === 'activity' ? uncertainUnlessOwnAnswer(failure) : failure, kind)
}

/** A read carries no lead, so the lead cannot be the cause. */
function forKind(failure: DeliveryError, kind: Kind): DeliveryError {
  return kind === 'read' && failure.class === 'rejected' ? configuration(failure.detail) : failure
}

/** For a step before the write (token, description, form): the lead was not sent, so no outcome is `uncertain`. */
export async function beforeTheLead<T>(step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    if (!(error instanceof DeliveryError) || error.class !== 'uncertain') throw error
    const message = error.detail.message.replace('whether the lead was taken is not known', 'the lead was not sent yet')
    throw transient({ ...error.detail, message })
  })
}
