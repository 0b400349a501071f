/** One cycle of the hub's hot statements, called as the hub calls them, each timed in milliseconds. */
import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Lead } from '../../src/lead/lead.ts'
import { readMarketplace } from '../../src/lead/marketplace.ts'
import { type Arrived, storeArrivals } from '../../src/ledger/arrivals.ts'
import { type Claimed, claim } from '../../src/ledger/claims.ts'
import type { Db } from '../../src/ledger/db.ts'
import { leadsToRoute, type Routed, storeRouted } from '../../src/ledger/fan-out.ts'
import { type Settlement, settle } from '../../src/ledger/settlements.ts'
import { leadBody } from '../lead-body.ts'

export interface Times {
  fanOut: number
  claim: number
  settle: number
}

/** The default of `repeats.within`. */
const repeatsWithin = 30 * 86_400_000

const worker = uuid()

/** Takes leads in, untimed; then routes them to all destinations, claims and settles their deliveries, a statement each. */
export async function cycle(db: Db, destinations: readonly string[], leads: number): Promise<Times> {
  const arrived = Array.from({ length: leads }, arrive)
  await storeArrivals(db, arrived)
  const ids = arrived.map(({ id }) => id)
  const fanOut = await timed(async () => {
    const toRoute = await leadsToRoute(db, ids, repeatsWithin)
    return storeRouted(
      db,
      toRoute.map(({ id }) => routedTo(destinations, id)),
    )
  })
  const rooms = destinations.map((destination) => ({ destination, room: leads, departs: false }))
  const claimed = await timed(() => claim(db, worker, rooms))
  const settled = await timed(() => settle(db, claimed.result.claimed.map(settlementOf)))
  const expected = leads * destinations.length
  if (fanOut.result.length !== expected || claimed.result.claimed.length !== expected)
    throw new Error(`${fanOut.result.length} made and ${claimed.result.claimed.length} claimed of ${expected}`)
  return { fanOut: fanOut.took, claim: claimed.took, settle: settled.took }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; took: number }> {
  const began = performance.now()
  const result = await work()
  return { result, took: performance.now() - began }
}

/** What the ledger keeps of a lead, and what it was read from. */
export function sampleLead(id: string): { lead: Omit<Lead, 'raw'>; raw: Buffer } {
  const body = leadBody()
  const { raw: _, ...lead } = readMarketplace(JSON.parse(body), { id, received: new Date(), endpoint: 'marketplace' })!
  return { lead, raw: Buffer.from(body) }
}

function arrive(): Arrived {
  const id = uuid()
  const { lead, raw } = sampleLead(id)
  return {
    ...{ id, lead, raw, source: 'marketplace', state: 'received', receivedAt: new Date(), reason: '', test: false },
    ...{ contentType: 'application/json', offer: lead.offer.id, email: lead.person.email, configVersion: 'bench' },
    fingerprint: createHash('sha256').update(raw).digest('hex'),
  }
}

function routedTo(destinations: readonly string[], leadId: string): Routed {
  const deliveries = destinations.map((destination) => ({ id: uuid(), destination, route: 'all' }))
  return { leadId, state: 'routed', reason: '', configVersion: 'bench', approved: false, deliveries }
}

function settlementOf({ id, generation, leadId, destination, attempts, sendingSince }: Claimed): Settlement {
  return {
    ...{ id, generation, leadId, destination, worker, number: attempts, startedAt: sendingSince, tookMs: 80 },
    ...{ configVersion: 'bench', state: 'delivered', retryIn: undefined, mayBeThere: false, counts: true },
    receipt: { outcome: 'accepted', reference: id, status: 201 },
    failure: undefined,
  }
}
