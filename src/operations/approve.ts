/** Approves a lead that waits for approval. */

import type { DeliveryContext, Plan } from '../delivery/context.ts'
import { asDelivery, contactsOf, ringFor } from '../delivery/fan-out.ts'
import { type Approved, approveLead } from '../ledger/approval.ts'
import { audit } from '../ledger/audit.ts'
import type { Db } from '../ledger/db.ts'
import { type LeadToRoute, leadsToRoute, type NewDelivery, type Routed, storeRouted } from '../ledger/fan-out.ts'
import type { LeadState } from '../ledger/states.ts'
import { offer } from './reroute.ts'

export class NotWaiting extends Error {
  override readonly name = 'NotWaiting'
  readonly state: LeadState

  constructor(state: LeadState) {
    super(`the lead is ${state} and does not wait for approval`)
    this.state = state
  }
}

/**
 * A lead without deliveries is routed again by today's routes. A lead with deliveries goes only to the destinations
 * where it waited for approval, and where it would wait today.
 * @throws NotWaiting if the lead waits for no approval; nothing was changed then
 * @returns undefined if there is no such lead; `before: true` if it was approved already, and nothing was done
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
    if (found.awaiting.length === 0 && !(await wouldWait(tx, lead, plan))) throw new NotWaiting(found.was)
    if (found.was === 'routed') made.push(...(await deliverWaiting(tx, lead, found, plan)))
    await audit(tx, { actor, action: 'approve', subject: lead, detail: { was: found.was } })
    return found
  })
  if (!approved) return undefined
  const { before, was } = approved
  if (!before && was !== 'routed') await offer(context, [lead])
  await ringFor(context, made)
  return { before }
}

/** Whether the lead would wait under today's rules, which may have changed since it was routed. */
async function wouldWait(tx: Db, id: string, plan: Plan): Promise<boolean> {
  const leads = await leadsToRoute(tx, [id], plan.repeatsWithin)
  return leads.some(({ lead, repeatOf }) => {
    const subject = { lead, repeat: repeatOf !== undefined, approved: false }
    return plan.route.route(subject).awaiting.length > 0
  })
}

async function deliverWaiting(tx: Db, id: string, { awaiting }: Approved, plan: Plan): Promise<NewDelivery[]> {
  const leads = await leadsToRoute(tx, [id], plan.repeatsWithin)
  return storeRouted(
    tx,
    leads.map((lead) => waitingDeliveries(lead, awaiting, plan)),
  )
}

/** @param waited destinations where the lead waited for approval when it was routed */
function waitingDeliveries({ id, lead, repeatOf }: LeadToRoute, waited: readonly string[], plan: Plan): Routed {
  const subject = { lead, repeat: repeatOf !== undefined }
  const { awaiting } = plan.route.route({ ...subject, approved: false })
  const { state, reason, targets, withheld } = plan.route.route({ ...subject, approved: true })
  const wanted = new Set([...waited, ...awaiting])
  const reachable = new Set([...targets, ...withheld].map(({ destination }) => destination))
  const gone = waited.filter((destination) => !reachable.has(destination))
  const reasons = [
    state === 'unrouted' ? '' : reason,
    gone.length > 0 ? `approved, but no route of today goes there: not to ${gone.join(', ')}` : '',
  ]
  return {
    ...{ leadId: id, state: 'routed', configVersion: plan.configVersion, approved: true, repeatOf },
    reason: reasons.filter(Boolean).join('; '),
    deliveries: targets.filter(({ destination }) => wanted.has(destination)).map(asDelivery),
    contacts: contactsOf(plan, lead, targets),
  }
}
