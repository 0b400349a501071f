import type { Receipt } from '../../src/connector.ts'
import { type DeliveryError, rejected, uncertain } from '../../src/failure.ts'
import type { Answer } from './api.ts'
import { faultFailure, type Kind } from './failures.ts'
import { record } from './reply.ts'

type Proof = Pick<Receipt, 'outcome' | 'reference' | 'status'>

/** The one record of a write. `success: true` says only that the call was read: a record without status was not done. */
export function proofOf(answer: Answer, kind: Kind, now: Date): Proof {
  const { status, text } = answer
  const { id, status: done, reasons, reason } = record.safeParse(answer.result?.[0]).data ?? {}
  const reference = id ?? undefined
  if ((done === 'created' || done === 'updated') && reference) return { outcome: done, reference, status }
  const fault = reasons?.[0] ?? reason
  // "Lead already exists": someone was quicker, and the person is there.
  if (fault?.code === '1005') return { outcome: 'already-there', reference, status }
  if (!fault) throw unproven(done, answer)
  const failure = faultFailure(fault, { kind, now, status, text })
  // A skipped record is surely not done, even for a reason not known here.
  throw failure.class === 'uncertain' && done === 'skipped' ? rejected(failure.detail) : failure
}

function unproven(done: string | null | undefined, { status, text }: Answer): DeliveryError {
  const detail = { status, excerpt: text }
  if (done === 'skipped')
    return rejected({ ...detail, code: 'SKIPPED', message: 'Marketo skipped the lead and gave no reason' })
  const message = "Marketo's reply does not say what became of the lead"
  return uncertain({ ...detail, code: 'NO_RECORD', message })
}
