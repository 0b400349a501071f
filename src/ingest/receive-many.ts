/** Several leads in one body: each is kept by itself, and the sender hears of each. */
import type { Response } from 'express'
import { v7 as uuid } from 'uuid'
import { timeOf } from '../lead/id.ts'
import { sendProblem } from '../web/problem.ts'
import { accept, type Posted } from './accept.ts'
import type { Intake } from './intake.ts'
import { answerOf, keep, type Ledger, told } from './keep.ts'

interface Bundle {
  posted: Posted
  parts: readonly Buffer[]
}

export async function receiveMany(ledger: Ledger, intake: Intake, bundle: Bundle, response: Response): Promise<void> {
  const all = postedEach(bundle).map((posted) => accept(posted, intake.read))
  const stored = await keep(ledger, all, bundle.posted.source, response)
  if (!stored) return
  const leads = all.map((accepted, at) => {
    const one = stored[at]!
    ledger.count(bundle.posted.source, answerOf(accepted, one))
    return told(one, accepted.arrived.state)
  })
  if (all.some(({ unreadable }) => !unreadable)) return void response.status(202).json({ leads })
  const detail = `${all[0]?.unreadable?.detail ?? ''} All ${all.length} were kept for the operator.`
  sendProblem(response, { status: 422, title: 'No lead in it', detail, leads })
}

/** The sender's key is that of the post: with its place each lead has one of its own. */
function postedEach({ posted, parts }: Bundle): Posted[] {
  return parts.map((raw, at) => {
    const id = uuid()
    const senderKey = posted.senderKey && `${posted.senderKey} ${at}`
    return { ...posted, id, receivedAt: timeOf(id), raw, senderKey }
  })
}
