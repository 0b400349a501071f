/** One job of the queue `leads`: route the leads of a commit and make their deliveries, in one commit. */
import { v7 as uuid } from 'uuid'
import { type LeadToRoute, leadsToRoute, type NewDelivery, type Routed, storeRouted } from '../ledger/fan-out.ts'
import type { Target } from '../routing/rules.ts'
import type { DeliveryContext, Plan } from './context.ts'

export async function fanOut(context: DeliveryContext, ids: readonly string[]): Promise<void> {
  const plan = context.plan()
  const leads = await leadsToRoute(context.db, ids, plan.repeatsWithin)
  if (leads.length === 0) return
  const routed = sortInTurn(leads, plan)
  await ringFor(context, await storeRouted(context.db, routed))
  // Test leads are no figures.
  const real = new Set(leads.filter(({ test }) => !test).map(({ id }) => id))
  for (const state of ['routed', 'unrouted', 'suppressed'] as const) {
    const count = routed.filter((lead) => lead.state === state && real.has(lead.leadId)).length
    if (count > 0) context.emit({ kind: 'routed', state, leads: count })
  }
}

/** One after the other: whether a lead is a repeat hangs on what becomes of its person's lead before it. */
function sortInTurn(leads: readonly LeadToRoute[], plan: Plan): Routed[] {
  const went = new Map<string, LeadToRoute>()
  return leads.map((lead) => {
    const { email, offer, test, receivedAt } = lead
    const person = JSON.stringify([email, offer, test])
    const before = went.get(person)
    const known = before && receivedAt.getTime() - before.receivedAt.getTime() <= plan.repeatsWithin
    const routed = sort(known ? { ...lead, repeatOf: before.id } : lead, plan)
    if (email !== '' && routed.state === 'routed') went.set(person, lead)
    return routed
  })
}

function sort({ id, lead, approved, repeatOf }: LeadToRoute, { route, configVersion }: Plan): Routed {
  const { state, reason, targets, awaiting } = route.route({ lead, approved, repeat: repeatOf !== undefined })
  return {
    leadId: id,
    state,
    reason,
    configVersion,
    approved,
    repeatOf,
    awaiting,
    deliveries: targets.map(asDelivery),
  }
}

export function asDelivery({ handling, ...one }: Target): Routed['deliveries'][number] {
  return { id: uuid(), ...one, handling: handling.join(',') }
}

export async function ringFor({ queue }: DeliveryContext, made: readonly NewDelivery[]): Promise<void> {
  await queue.ring(new Set(made.filter(({ due }) => due).map(({ destination }) => destination)))
}
