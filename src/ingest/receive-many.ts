/** Receives several leads in one body. Each lead is stored by itself and stands in the answer. */
import type { Response } from 'express'
import { newId, timeOf } from '../lead/id.ts'
import { sendProblem } from '../web/problem.ts'
import { accept, type Posted } from './accept.ts'
import type { Intake } from './intake.ts'
import { answerOf, type Ledger, storeAll, summaryOf } from './store.ts'

interface Batch {
  posted: Posted
  parts: readonly Buffer[]
}

export async function receiveMany(ledger: Ledger, intake: Intake, batch: Batch, response: Response): Promise<void> {
  const all = postedEach(batch).map((posted) => accept(posted, intake.read))
  const stored = await storeAll(ledger, all, batch.posted.source, response)
  if (!stored) return
  const leads = all.map((accepted, at) => {
    const one = stored[at]!
    ledger.count(batch.posted.source, answerOf(accepted, one))
    return summaryOf(one, accepted.arrived.state)
  })
  if (all.some(({ unreadable }) => !unreadable)) return void response.status(202).json({ leads })
  const detail = `${all[0]?.unreadable?.detail ?? ''} All ${all.length} were kept for the operator.`
  sendProblem(response, { status: 422, title: 'No lead in it', detail, leads })
}

/** The sender's key belongs to the post; the key of each lead gets the lead's position appended. */
function postedEach({ posted, parts }: Batch): Posted[] {
  return parts.map((raw, at) => {
    const id = newId()
    const senderKey = posted.senderKey && `${posted.senderKey} ${at}`
    return { ...posted, id, receivedAt: timeOf(id), raw, senderKey }
  })
}
