/** One job of the queue `leads`: route the leads of a commit and make their deliveries, in one commit. */
import { v7 as uuid } from 'uuid'
import { type LeadToRoute, leadsToRoute, type Routed, storeRouted } from '../ledger/fan-out.ts'
import type { Plan, Yard } from './yard.ts'

export async function fanOut(yard: Yard, ids: readonly string[]): Promise<void> {
  const plan = yard.plan()
  const leads = await leadsToRoute(yard.db, ids, plan.repeatsWithin)
  if (leads.length === 0) return
  const routed = leads.map((lead) => sort(lead, plan))
  const made = await storeRouted(yard.db, routed)
  await yard.line.deliveries(
    made.filter(({ state }) => state === 'queued').map((delivery) => ({ ...delivery, nextAttemptAt: null })),
  )
  // Test leads are no figures.
  const real = new Set(leads.filter(({ lead }) => !lead.test).map(({ id }) => id))
  for (const state of ['routed', 'unrouted', 'suppressed'] as const) {
    const count = routed.filter((lead) => lead.state === state && real.has(lead.leadId)).length
    if (count > 0) yard.tell({ kind: 'routed', state, leads: count })
  }
}

function sort({ id, lead, approved, repeatOf }: LeadToRoute, { route, configVersion }: Plan): Routed {
  const { state, reason, destined } = route.sort({ lead, approved, repeat: repeatOf !== undefined })
  const deliveries = destined.map(({ handling, ...one }) => ({ id: uuid(), ...one, handling: handling.join(',') }))
  return { leadId: id, state, reason, configVersion, approved, repeatOf, deliveries }
}
