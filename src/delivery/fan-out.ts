/** One job of the queue `leads`: route the leads of a commit and make their deliveries, in one commit. */
import { v7 as uuid } from 'uuid'
import { type LeadToRoute, leadsToRoute, type NewDelivery, type Routed, storeRouted } from '../ledger/fan-out.ts'
import type { Destined } from '../routing/rules.ts'
import type { Plan, Yard } from './context.ts'

export async function fanOut(yard: Yard, ids: readonly string[]): Promise<void> {
  const plan = yard.plan()
  const leads = await leadsToRoute(yard.db, ids, plan.repeatsWithin)
  if (leads.length === 0) return
  const routed = sortInTurn(leads, plan)
  await putInLine(yard, await storeRouted(yard.db, routed))
  // Test leads are no figures.
  const real = new Set(leads.filter(({ test }) => !test).map(({ id }) => id))
  for (const state of ['routed', 'unrouted', 'suppressed'] as const) {
    const count = routed.filter((lead) => lead.state === state && real.has(lead.leadId)).length
    if (count > 0) yard.tell({ kind: 'routed', state, leads: count })
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
  const { state, reason, destined, awaiting } = route.sort({ lead, approved, repeat: repeatOf !== undefined })
  return {
    leadId: id,
    state,
    reason,
    configVersion,
    approved,
    repeatOf,
    awaiting,
    deliveries: destined.map(asDelivery),
  }
}

export function asDelivery({ handling, ...one }: Destined): Routed['deliveries'][number] {
  return { id: uuid(), ...one, handling: handling.join(',') }
}

export async function putInLine({ line }: Yard, made: readonly NewDelivery[]): Promise<void> {
  const due = made.filter(({ state }) => state === 'queued')
  await line.deliveries(due.map((delivery) => ({ ...delivery, dueIn: 0 })))
}
