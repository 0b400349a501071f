import type { Receipt } from '../../src/connector.ts'
import { type DeliveryError, rejected, uncertain } from '../../src/failure.ts'
import type { Answer } from './api.ts'
import { faultFailure, type Kind, ofRecords } from './failures.ts'
import { type Fault, type PersonRecord, record } from './reply.ts'

type Proof = Pick<Receipt, 'outcome' | 'reference' | 'status'>

/** The one record of a write. `success: true` says only that the call was read: a record without status was not done. */
export function proofOf(answer: Answer, kind: Kind, now: Date): Proof {
  const told = recordIn(answer)
  const { status: done } = told
  const reference = told.id ?? undefined
  const { status } = answer
  if ((done === 'created' || done === 'updated') && reference) return { outcome: done, reference, status }
  // "Lead already exists": someone was quicker, and the person is there.
  if (reasonOf(told)?.code === '1005') return { outcome: 'already-there', reference, status }
  throw notDone(told, answer, kind, now)
}

/** @returns `false` for "Lead not found": a person who was deleted, or merged into another. */
export function wasDeleted(answer: Answer, now: Date): boolean {
  const told = recordIn(answer)
  if (told.status === 'deleted') return true
  if (reasonOf(told)?.code === '1004') return false
  throw notDone(told, answer, 'upsert', now)
}

function recordIn({ result }: Answer): PersonRecord {
  return record.safeParse(result?.[0]).data ?? {}
}

function reasonOf({ reasons, reason }: PersonRecord): Fault | undefined {
  return reasons?.[0] ?? reason ?? undefined
}

function notDone(told: PersonRecord, answer: Answer, kind: Kind, now: Date): DeliveryError {
  const { status, text } = answer
  const fault = reasonOf(told)
  if (!fault) return unproven(told.status, answer)
  const failure = faultFailure(fault, { kind, now, status, text })
  // A skipped record is surely not done, even for a reason not known here; nor is one with a reason of records'.
  const notWritten = told.status === 'skipped' || (!told.status && ofRecords.test(fault.code))
  return failure.class === 'uncertain' && notWritten ? rejected(failure.detail) : failure
}

function unproven(done: string | null | undefined, { status, text }: Answer): DeliveryError {
  const detail = { status, excerpt: text }
  if (done === 'skipped')
    return rejected({ ...detail, code: 'SKIPPED', message: 'Marketo skipped the lead and gave no reason' })
  const message = "Marketo's reply does not say what became of the lead"
  return uncertain({ ...detail, code: 'NO_RECORD', message })
}
