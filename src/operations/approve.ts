/** A person lets a lead go that waits for approval. */

import type { DeliveryContext, Plan } from '../delivery/context.ts'
import { asDelivery, ringFor } from '../delivery/fan-out.ts'
import { type Approved, approveLead } from '../ledger/approval.ts'
import { audit } from '../ledger/audit.ts'
import type { Db } from '../ledger/db.ts'
import { type LeadToRoute, leadsToRoute, type NewDelivery, type Routed, storeRouted } from '../ledger/fan-out.ts'
import type { LeadState } from '../ledger/states.ts'
import { offer } from './reroute.ts'

export class NeverWaited extends Error {
  override readonly name = 'NeverWaited'
  readonly state: LeadState

  constructor(state: LeadState) {
    super(`the lead is ${state} and does not wait for approval`)
    this.state = state
  }
}

/**
 * A lead that went nowhere is offered to the routes of today. One that some routes delivered goes where it waited, and
 * where it would wait today, and nowhere else.
 * @throws NeverWaited when no rule keeps it back; nothing was changed then
 * @returns undefined when there is no such lead; `before` where it was approved already, and nothing was done.
 */
export async function approve(
  context: DeliveryContext,
  actor: string,
  lead: string,
): Promise<{ before: boolean } | undefined> {
  const plan = context.plan()
  const made: NewDelivery[] = []
  const approved = await context.db.transaction().execute(async (tx) => {
    const found = await approveLead(tx, lead)
    if (!found || found.before) return found
    if (found.awaiting.length === 0 && !(await wouldWait(tx, lead, plan))) throw new NeverWaited(found.was)
    if (found.was === 'routed') made.push(...(await goOn(tx, lead, found, plan)))
    await audit(tx, { actor, action: 'approve', subject: lead, detail: { was: found.was } })
    return found
  })
  if (!approved) return undefined
  const { before, was } = approved
  if (!before && was !== 'routed') await offer(context, [lead])
  // As there: they are on disk as `queued`.
  const late = (err: unknown) => context.log.warn({ err, leads: 1 }, 'the queue did not take leads to route')
  await ringFor(context, made).catch(late)
  return { before }
}

/** Under the rules of today, which may have changed since it was routed. */
async function wouldWait(tx: Db, id: string, plan: Plan): Promise<boolean> {
  const leads = await leadsToRoute(tx, [id], plan.repeatsWithin)
  return leads.some(({ lead, repeatOf }) => {
    const subject = { lead, repeat: repeatOf !== undefined, approved: false }
    return plan.route.route(subject).awaiting.length > 0
  })
}

async function goOn(tx: Db, id: string, { awaiting }: Approved, plan: Plan): Promise<NewDelivery[]> {
  const leads = await leadsToRoute(tx, [id], plan.repeatsWithin)
  return storeRouted(
    tx,
    leads.map((lead) => further(lead, awaiting, plan)),
  )
}

/** @param waited where it waited for approval when it was routed */
function further({ id, lead, repeatOf }: LeadToRoute, waited: readonly string[], plan: Plan): Routed {
  const subject = { lead, repeat: repeatOf !== undefined }
  const { awaiting } = plan.route.route({ ...subject, approved: false })
  const { state, reason, targets, withheld } = plan.route.route({ ...subject, approved: true })
  const meant = new Set([...waited, ...awaiting])
  const known = new Set([...targets, ...withheld].map(({ destination }) => destination))
  const gone = waited.filter((destination) => !known.has(destination))
  const reasons = [
    state === 'unrouted' ? '' : reason,
    gone.length > 0 ? `approved, but no route of today goes there: not to ${gone.join(', ')}` : '',
  ]
  return {
    ...{ leadId: id, state: 'routed', configVersion: plan.configVersion, approved: true, repeatOf },
    reason: reasons.filter(Boolean).join('; '),
    deliveries: targets.filter(({ destination }) => meant.has(destination)).map(asDelivery),
  }
}
