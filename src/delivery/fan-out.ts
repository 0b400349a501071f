/** One job of the queue `leads`: route the leads of a commit and make their deliveries, in one commit. */
import { v7 as uuid } from 'uuid'
import { type LeadToRoute, leadsToRoute, type Routed, storeRouted } from '../ledger/fan-out.ts'
import type { Plan, Yard } from './yard.ts'

export async function fanOut(yard: Yard, ids: readonly string[]): Promise<void> {
  const leads = await leadsToRoute(yard.db, ids)
  if (leads.length === 0) return
  const plan = yard.plan()
  const routed = leads.map((lead) => sort(lead, plan))
  const made = await storeRouted(yard.db, routed)
  await yard.line.deliveries(
    made.filter(({ state }) => state === 'queued').map((delivery) => ({ ...delivery, nextAttemptAt: null })),
  )
  for (const state of ['routed', 'unrouted'] as const) {
    const count = routed.filter((lead) => lead.state === state).length
    if (count > 0) yard.tell({ kind: 'routed', state, leads: count })
  }
}

function sort({ id, lead }: LeadToRoute, { route, configVersion }: Plan): Routed {
  const destined = route(lead)
  const deliveries = destined.map(({ destination, route: name }) => ({ id: uuid(), destination, route: name }))
  const unrouted = deliveries.length === 0
  return {
    leadId: id,
    state: unrouted ? 'unrouted' : 'routed',
    reason: unrouted ? 'no route matches' : '',
    configVersion,
    deliveries,
  }
}
