import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { deliveredLately, sourceRates } from '../../../src/ledger/figures/lately.ts'
import { countRecent } from '../../../src/ledger/figures/rounds.ts'
import { arrival, freshLedger, routedLeads, type TestLedger } from '../rows.ts'

const hour = 3_600_000

let ledger: TestLedger
beforeEach(async () => (ledger = await freshLedger(3)))
afterEach(() => ledger.close())

/** Two leads an hour for five weeks, as they were counted, and a last lead so many hours ago. */
async function usualTraffic(source: string, lastHoursAgo: number): Promise<void> {
  const last = new Date(Date.now() - lastHoursAgo * hour)
  await storeArrivals(ledger.db, [arrival({ id: uuid({ msecs: last.getTime() }), receivedAt: last, source })])
  await sql`
    insert into lead_hours (at, source, offer, test, received, unrouted, unreadable)
    select date_trunc('hour', now(), 'UTC') - n * interval '1 hour', ${source}, 'o', false, 2, 0, 0
    from generate_series(${lastHoursAgo}::int, ${35 * 24}::int) n`.execute(ledger.db)
}

describe('a source', () => {
  it('has a rate by the leads of four weeks', async () => {
    await usualTraffic('web', 10)
    const rates = await sourceRates(ledger.db, ['web', 'new'])
    expect(rates.get('web')?.usualDay).toBeCloseTo(47, -1)
    expect(rates.get('new')).toEqual({ source: 'new', day: 0, usualDay: 0 })
  })

  it('has the leads of the present hour at once, without unreadable ones', async () => {
    const unreadable = arrival({ source: 'web', state: 'unreadable', lead: undefined })
    await storeArrivals(ledger.db, [arrival({ source: 'web' }), unreadable, arrival({ source: 'web', test: true })])
    expect((await sourceRates(ledger.db, ['web'])).get('web')?.day).toBe(1)
  })
})

it('what a destination took is counted for a day and for a week, without test leads and failures', async () => {
  await sql`
    insert into attempt_hours (at, destination, result, test, attempts, ms, histogram)
    select date_trunc('hour', now(), 'UTC') - x.hours * interval '1 hour', 'crm', x.result, x.test, x.n, 1, '{}'
    from (values (2, 'created', false, 3), (2, 'created', true, 50), (2, 'transient', false, 70), (30, 'updated', false, 4),
      (200, 'created', false, 90)) x (hours, result, test, n)`.execute(ledger.db)
  expect(await deliveredLately(ledger.db)).toEqual(new Map([['crm', { day: 3, week: 7 }]]))
})

describe('a delivery that arrived', () => {
  const day = async () => (await deliveredLately(ledger.db)).get('crm')?.day

  it('counts once, also if it is sent again and the hour is counted', async () => {
    const [one] = await routedLeads(ledger.db, 1, ['crm'])
    await sql`update deliveries set state = 'delivered', generation = 2 where id = ${one?.id}`.execute(ledger.db)
    await sql`
      insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms, outcome)
      select ${one?.id}::uuid, ${one?.leadId}::uuid, 'crm', n, now() - (3 - n) * interval '1 hour', 1, 'created'
      from generate_series(1, 3) n`.execute(ledger.db)
    await countRecent(ledger.db)
    expect(await day()).toBe(1)
  })

  it('counts if a look-up or the word of an operator proved it', async () => {
    const [found, said, test] = await routedLeads(ledger.db, 3, ['crm'])
    const state = sql`state = 'delivered', outcome = 'already-there', settled_by = 'anna', settled_at = now()`
    for (const [row, how] of [
      [found, 'look-up'],
      [said, 'word'],
      [test, 'word'],
    ] as const) {
      await sql`update deliveries set ${state}, settled_how = ${how} where id = ${row?.id}`.execute(ledger.db)
    }
    await sql`update deliveries set test = true where id = ${test?.id}`.execute(ledger.db)
    expect(await day()).toBe(2)
  })
})
