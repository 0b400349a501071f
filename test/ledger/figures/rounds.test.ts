import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { countPast, countRecent, pulse } from '../../../src/ledger/figures/rounds.ts'
import { attemptTallies, leadTallies } from '../../../src/ledger/figures/tallies.ts'
import { settle } from '../../../src/ledger/settlements.ts'
import { openFigures } from '../../../src/upkeep/figures.ts'
import { arrival, freshLedger, routedLeads, settlement, type TestLedger } from '../rows.ts'

const hour = 3_600_000
const day = 24 * hour

let ledger: TestLedger
beforeEach(async () => (ledger = await freshLedger(3)))
afterEach(() => ledger.close())

const ago = (ms: number) => new Date(Date.now() - ms)

async function leadAt(at: Date, more: object = {}): Promise<void> {
  await storeArrivals(ledger.db, [arrival({ id: uuid({ msecs: at.getTime() }), receivedAt: at, ...more })])
}

async function attemptAt(at: Date, tookMs: number, more: object = {}): Promise<void> {
  const [made] = await routedLeads(ledger.db, 1, ['crm'])
  const worker = uuid()
  await sql`update deliveries set state = 'sending', generation = 1, worker = ${worker} where id = ${made!.id}`.execute(
    ledger.db,
  )
  await settle(ledger.db, [settlement(made!, worker, { startedAt: at, tookMs, ...more })])
}

async function stored(table: 'lead_hours' | 'attempt_hours') {
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by at, hours`.execute(
    ledger.db,
  )
  return rows
}

async function countAll(): Promise<void> {
  while (await countPast(ledger.db));
  await countRecent(ledger.db)
}

const startOfHour = (at: Date) => new Date(Math.floor(at.getTime() / hour) * hour)

describe('the last hours', () => {
  it('are counted again and again, with the same result', async () => {
    await leadAt(ago(hour))
    await leadAt(ago(hour), { state: 'unreadable', lead: undefined, offer: '' })
    await attemptAt(ago(hour), 40)
    await attemptAt(ago(hour), 400)
    await countRecent(ledger.db)
    const leads = await stored('lead_hours')
    const attempts = await stored('attempt_hours')
    expect(leads.filter(({ at }) => (at as Date).getTime() === startOfHour(ago(hour)).getTime())).toMatchObject([
      { received: 1, unreadable: 1, offer: '' },
      { received: 1, unreadable: 0 },
    ])
    expect(attempts).toMatchObject([{ destination: 'crm', result: 'created', attempts: 2, ms: '440' }])
    await countRecent(ledger.db)
    expect(await stored('lead_hours')).toEqual(leads)
    expect(await stored('attempt_hours')).toEqual(attempts)
  })

  it('take in what came late, and the hours that no worker counted', async () => {
    await countRecent(ledger.db)
    await sql`update counted set until = ${startOfHour(ago(60 * hour))}`.execute(ledger.db)
    await leadAt(ago(50 * hour))
    await attemptAt(ago(2 * hour), 10)
    await countRecent(ledger.db)
    expect(await stored('lead_hours')).toHaveLength(2)
    expect(await stored('attempt_hours')).toMatchObject([{ at: startOfHour(ago(2 * hour)), attempts: 1 }])
  })

  it('keep test leads apart', async () => {
    await leadAt(new Date())
    await leadAt(new Date(), { test: true })
    const span = { from: startOfHour(new Date()), to: new Date(Date.now() + 1), by: 'hour' as const }
    expect(await leadTallies(ledger.db, span)).toMatchObject([{ received: 1 }])
    expect(await leadTallies(ledger.db, { ...span, test: true })).toMatchObject([{ received: 1 }])
  })
})

describe('the past', () => {
  it('is counted day by day down to the first lead, hours first, and days where it is old', async () => {
    for (const days of [0, 3, 100, 200]) await leadAt(ago(days * day))
    await countAll()
    expect(await stored('lead_hours')).toMatchObject([
      { hours: 24, received: 1 },
      { hours: 24, received: 1 },
      { hours: 1, received: 1 },
      { hours: 1, received: 1 },
    ])
    const year = { from: ago(300 * day), to: new Date(), by: 'day' as const }
    const tallies = await leadTallies(ledger.db, year)
    expect(tallies.map(({ received }) => received)).toEqual([1, 1, 1, 1])
    expect(await countPast(ledger.db)).toBe(false)
  })

  it('is not counted twice where a day becomes old', async () => {
    for (const minutes of [0, 70, 130]) {
      await leadAt(new Date(ago(100 * day).setUTCHours(3) + minutes * 60_000))
      await attemptAt(new Date(ago(100 * day).setUTCHours(3) + minutes * 60_000), 30)
    }
    // As they were counted a hundred days ago.
    await sql`update counted set until = ${ago(101 * day)}, since = ${ago(101 * day)}`.execute(ledger.db)
    await countRecent(ledger.db)
    const old = ({ at }: Record<string, unknown>) => (at as Date) < ago(90 * day)
    expect((await stored('lead_hours')).filter(old)).toMatchObject([{ hours: 24, received: 3 }])
    const [attempts, ...more] = (await stored('attempt_hours')).filter(old)
    expect(attempts).toMatchObject({ hours: 24, attempts: 3, ms: '90' })
    expect(more).toEqual([])
    const [tally] = await attemptTallies(ledger.db, { from: ago(110 * day), to: ago(90 * day), by: 'day' })
    expect(tally?.histogram.reduce((sum, count) => sum + count, 0)).toBe(3)
  })
})

describe('a hub with nothing to do', () => {
  it('counts nothing again until a lead or an attempt comes', async () => {
    const written = async () => {
      const { rows } = await sql<{ at: Date | null }>`select max(xmin::text::bigint) as at from counted`.execute(
        ledger.db,
      )
      return rows[0]?.at
    }
    await leadAt(new Date())
    const count = openFigures({ db: ledger.db }, { every: 0, share: Number.POSITIVE_INFINITY })
    for (let n = 0; n < 4; n++) await count()
    expect(await stored('lead_hours')).toMatchObject([{ received: 1 }])
    const before = [await written(), await pulse(ledger.db)]
    // Nothing tells of these rows, so that only a new count would find them.
    await sql`delete from lead_hours`.execute(ledger.db)
    for (let n = 0; n < 3; n++) await count()
    expect(await stored('lead_hours')).toEqual([])
    expect([await written(), await pulse(ledger.db)]).toEqual(before)
    await leadAt(new Date())
    await count()
    expect(await stored('lead_hours')).toMatchObject([{ received: 2 }])
  })
})
