import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { claim } from '../../src/ledger/claims.ts'
import type { Db } from '../../src/ledger/db.ts'
import { depart } from '../../src/ledger/departures.ts'
import { leadsToRoute, storeRouted } from '../../src/ledger/fan-out.ts'
import { heartbeat } from '../../src/ledger/heartbeat.ts'
import { keptPlanSettings } from '../../src/ledger/kept-plans.ts'
import { settle } from '../../src/ledger/settlements.ts'
import { plansOf } from './plans.ts'
import { arrival, freshLedger, routedLeads, settlement, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

/** Each statement that every lead needs. */
async function oneLead(db: Db): Promise<void> {
  const lead = arrival({ senderKey: `k:${uuid()}` })
  const worker = uuid()
  await heartbeat(db, worker, 'all')
  await storeArrivals(db, [lead])
  await leadsToRoute(db, [lead.id], 1000)
  const deliveries = [{ id: uuid(), destination: 'crm', route: 'all' }]
  await storeRouted(db, [{ leadId: lead.id, state: 'routed', reason: '', configVersion: 'v1', deliveries }])
  const { claimed } = await claim(db, worker, [{ destination: 'crm', room: 5, departs: true }])
  await depart(db, worker, [deliveries[0]!.id])
  const [first] = claimed
  if (first) await settle(db, [settlement(first, worker)])
}

it('made on an empty ledger reads no table as a whole, however large the table becomes', async () => {
  await enterDestination('crm')
  const plans = await plansOf(ledger.url, oneLead, keptPlanSettings)
  expect(plans).toHaveLength(7)
  const [, , , , claiming] = plans
  expect(claiming).toContain('deliveries_board')
  expect(claiming).toContain('deliveries_due')
  const scans = plans.flatMap((plan) =>
    plan.match(/(Seq|Bitmap Heap) Scan on (leads|deliveries|attempts|fingerprints)/g),
  )
  expect(scans.filter(Boolean)).toEqual([])
})

it('made on a quiet ledger takes the oldest by the order of an index, however many are due later', async () => {
  await routedLeads(ledger.db, 2_000, ['crm'])
  await sql`update deliveries set state = 'delivered'`.execute(ledger.db)
  await sql`vacuum analyze`.execute(ledger.db)
  const plans = await plansOf(ledger.url, oneLead, keptPlanSettings)
  const claiming = plans[4]!
  expect(claiming).toContain('deliveries_board')
  expect(claiming).toContain('deliveries_due')
  expect(claiming).not.toMatch(/\bSort\b/)
})

describe('fan-out without a kept plan', () => {
  it('looks once for each destination whether a delivery is due there, and for no more than one', async () => {
    await routedLeads(ledger.db, 10, ['crm'])
    await sql`analyze`.execute(ledger.db)
    const lead = arrival()
    await storeArrivals(ledger.db, [lead])
    const deliveries = [{ id: uuid(), destination: 'crm', route: 'all' }]
    const routed = [{ leadId: lead.id, state: 'routed' as const, reason: '', configVersion: 'v1', deliveries }]
    const maker = { worker: uuid(), rooms: [{ destination: 'crm', room: 5 }] }
    const [making = ''] = await plansOf(ledger.url, (db) => storeRouted(db, routed, maker))
    const room = making.slice(making.indexOf('CTE room'), making.indexOf('CTE made'))
    expect(room).toContain('CTE room')
    expect(room).toMatch(/Limit[\s\S]*Scan/)
    expect(making.match(/ on deliveries q/g)).toHaveLength(1)
  })
})

it('is kept by each connection for statements with parameters', async () => {
  await enterDestination('crm')
  await ledger.hot.connection().execute(async (hot) => {
    await oneLead(hot)
    await oneLead(hot)
    const { rows } = await sql<{ name: string; runs: number }>`
      select name, generic_plans::int as runs from pg_prepared_statements where statement like '%deliveries%'`.execute(
      hot,
    )
    expect(rows.length).toBeGreaterThanOrEqual(4)
    expect(new Set(rows.map(({ runs }) => runs))).toEqual(new Set([2]))
  })
})

function enterDestination(id: string): Promise<unknown> {
  return sql`
    insert into destinations (id, connector, settings_hash) values (${id}, 'plain', 'h') on conflict do nothing
  `.execute(ledger.db)
}
