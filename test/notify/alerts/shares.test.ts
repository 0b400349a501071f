/** Floods, refused shares and wrong keys on a real ledger: opened once, explained, closed. */
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makePast } from '../../../bench/console/past.ts'
import { readConfig } from '../../../src/config/config.ts'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { hold, open } from '../../../src/ledger/destinations.ts'
import { ledgerSnapshot } from '../../../src/ledger/notify/snapshot.ts'
import { busyHours, usualAttempts, usualLeads } from '../../../src/ledger/notify/usual.ts'
import { addRefusedPosts } from '../../../src/ledger/refused-posts.ts'
import { lookOnce } from '../../../src/notify/silence/look.ts'
import { plansOf } from '../../ledger/plans.ts'
import { arrival, freshLedger, routedLeads } from '../../ledger/rows.ts'
import { type LedgerRig, openLedgerRig } from './ledger-rig.ts'

const minute = 60_000
const later = (ms: number) => new Date(Date.now() + ms)
const config = readConfig(
  JSON.stringify({ sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } }, destinations: {} }),
  { connectors: [], env: { KEY: 'a-key-of-the-source' } },
)

let rig: LedgerRig
beforeEach(async () => (rig = await openLedgerRig()))
afterEach(() => rig.close())

const look = (at: Date) => rig.look(at, undefined, config.sources)
const standing = async () =>
  (await rig.ledger.db.selectFrom('alerts').selectAll().where('closed_at', 'is', null).orderBy('key').execute()).map(
    ({ key, severity, ended_at, inhibited_by }) => ({ key, severity, ended: !!ended_at, explained: !!inhibited_by }),
  )
const keys = async () => (await standing()).filter(({ ended }) => !ended).map(({ key }) => key)

/** So many leads an hour, for thirty days, with as many refusals among them. */
async function usual(perHour: number, refused: number): Promise<void> {
  const { db } = rig.ledger
  const hours = sql`generate_series(date_trunc('hour', now()) - interval '30 days', now() - interval '4 hours', '1 hour')`
  await sql`insert into quiet_state (series, first_at, last_at, counted_from)
    values ('source:marketplace', now() - interval '30 days', now(), now())`.execute(db)
  await sql`insert into quiet_hours select 'source:marketplace', at, ${perHour} from ${hours} at`.execute(db)
  await sql`insert into lead_hours select at, 1, 'marketplace', 'contoso.app', false, ${perHour}, ${refused}, 0
    from ${hours} at`.execute(db)
  for (const [result, attempts] of Object.entries({ created: perHour - refused, rejected: refused })) {
    await sql`insert into attempt_hours select at, 1, 'crm', ${result}, false, ${attempts}, 1, '{}', 0
      from ${hours} at`.execute(db)
  }
}

describe('a flood', () => {
  const come = (count: number, state: 'received' | 'unreadable' = 'received', more = {}) =>
    storeArrivals(
      rig.ledger.db,
      Array.from({ length: count }, () => arrival({ state, ...more })),
    )
  const count = () => lookOnce(rig.ledger.db, config.silence)

  test('opens as an info, and ends when the hour is over', async () => {
    await usual(20, 0)
    await come(40)
    await count()
    await look(later(0))
    expect(await standing()).toEqual([])
    await come(1)
    await count()
    await look(later(0))
    expect(await standing()).toMatchObject([{ key: 'flood:marketplace', severity: 'info', ended: false }])
    await look(later(2 * minute))
    await look(later(61 * minute))
    await look(later(67 * minute))
    expect(await standing()).toEqual([])
    await rig.sendAll()
    await look(later(69 * minute))
    expect((await rig.messages()).map(({ subject }) => subject)).toEqual([
      'Many leads: 41 from marketplace within an hour',
      'As usual again: marketplace',
    ])
  })

  test('is made neither by tests, nor by bodies without a lead, nor by an import', async () => {
    await usual(20, 0)
    await come(100, 'received', { test: true })
    await come(100, 'unreadable')
    await come(100)
    await sql`update leads set in_bulk = true where not test and state = 'received'`.execute(rig.ledger.db)
    await come(30)
    await count()
    await look(later(0))
    expect(await keys()).not.toContain('flood:marketplace')
  })
})

describe('more refusals than usual', () => {
  /** The newest of sixty deliveries. */
  const refuse = async (count: number) => {
    const { db } = rig.ledger
    const made = await routedLeads(db, 60, ['crm'])
    await db.updateTable('deliveries').set({ state: 'delivered' }).execute()
    const some = made.slice(60 - count).map(({ id }) => id)
    await db.updateTable('deliveries').set({ state: 'rejected', code: 'TOO_LONG' }).where('id', 'in', some).execute()
  }

  test('are told with what is usual, hidden while the destination is held, and over when they are delivered', async () => {
    const { db } = rig.ledger
    await usual(100, 1)
    await refuse(6)
    await look(later(0))
    expect(await keys()).toEqual(['waiting-for-person:crm'])
    await refuse(7)
    await hold(db, 'crm', { problem: '', code: 'X', status: 400, message: '' }, { probeIn: 60_000 })
    await look(later(0))
    expect((await standing()).filter(({ key }) => key === 'refused:crm')).toMatchObject([{ explained: true }])
    await open(db, 'crm')
    await look(later(minute))
    await look(later(7 * minute))
    expect((await standing()).filter(({ key }) => key === 'refused:crm')).toMatchObject([{ explained: false }])
    const [alert] = (await rig.messages()).flatMap(({ alerts }) => alerts.filter(({ key }) => key === 'refused:crm'))
    expect(alert).toMatchObject({
      severity: 'warning',
      headline: 'Refused more often than usual: 7 of the last 50 at crm',
      text: expect.stringContaining('Usual are 1 %; from 7 on it is more than chance.'),
    })
    await db.updateTable('deliveries').set({ state: 'delivered' }).execute()
    await look(later(8 * minute))
    await look(later(14 * minute))
    expect(await keys()).toEqual([])
  })

  test('are no matter of tests', async () => {
    await usual(100, 0)
    await refuse(7)
    await sql`update deliveries set test = true where state = 'rejected'`.execute(rig.ledger.db)
    await look(later(0))
    expect(await keys()).toEqual([])
  })

  test('of a source are leads without a route, and bodies without a lead', async () => {
    const { db } = rig.ledger
    await usual(100, 1)
    await routedLeads(db, 60, ['crm'])
    await storeArrivals(db, [
      ...Array.from({ length: 4 }, () => arrival({ state: 'unreadable' })),
      ...Array.from({ length: 3 }, () => arrival({ state: 'received' })),
    ])
    await look(later(0))
    expect(await keys()).not.toContain('refused:source:marketplace')
    await sql`update leads set state = 'unrouted' where state = 'received'`.execute(db)
    await look(later(0))
    expect(await keys()).toContain('refused:source:marketplace')
  })
})

describe('posts with a wrong key', () => {
  const refused = (hoursAgo: number, posts: number) => {
    const at = later(-hoursAgo * 60 * minute)
    const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
    return { source: 'marketplace', hour, status: 401, posts, firstAt: at, lastAt: at }
  }

  test('are critical until a lead with the right key comes in', async () => {
    const { db } = rig.ledger
    await addRefusedPosts(db, [refused(0.001, 2)])
    await look(later(0))
    expect(await standing()).toEqual([])
    await addRefusedPosts(db, [refused(0.001, 1)])
    await look(later(0))
    expect(await standing()).toMatchObject([{ key: 'wrong-key:marketplace', severity: 'critical', ended: false }])
    expect((await rig.messages())[0]?.text).toContain('No lead came in since.')
    await storeArrivals(db, [arrival()])
    await sql`update leads set state = 'routed'`.execute(db)
    await look(later(minute))
    await look(later(7 * minute))
    expect(await standing()).toEqual([])
  })

  test('in several hours of a day are a warning, although other leads come in', async () => {
    const { db } = rig.ledger
    await addRefusedPosts(db, [refused(10, 9), refused(7, 1), refused(30, 50)])
    await routedLeads(db, 1, ['crm'])
    await look(later(0))
    expect(await standing()).toEqual([])
    await addRefusedPosts(db, [refused(4, 1)])
    await look(later(0))
    expect(await standing()).toMatchObject([{ key: 'wrong-key:marketplace', severity: 'warning' }])
  })
})

test('an idle hub looks with one statement more, and reads nothing else for them', async () => {
  await routedLeads(rig.ledger.db, 3, ['crm'])
  const plans = await plansOf(rig.ledger.url, (db) => rig.look(later(0), { db }, config.sources))
  expect(plans.filter((plan) => /refused_posts/.test(plan))).toHaveLength(1)
  expect(plans.filter((plan) => /attempt_hours|lead_hours/.test(plan))).toEqual([])
})

test.each([true, false])(
  'no statement reads a large table as a whole (statistics: %s)',
  async (analysed) => {
    const ledger = await freshLedger(2)
    try {
      await makePast(ledger.db, 20_000)
      if (analysed) await sql`vacuum analyze leads, deliveries`.execute(ledger.db)
      const { rows } = await sql<{ source: string; to: Date }>`
      select source, received_at as "to" from leads order by id desc limit 1`.execute(ledger.db)
      const { source, to } = rows[0]!
      const plans = await plansOf(ledger.url, async (db) => {
        await ledgerSnapshot(db, { lateAfter: 60_000, sources: [source], recent: 50 })
        await busyHours(db, [source], to)
        await usualAttempts(db, [{ id: 'crm', before: to }])
        await usualLeads(db, [{ id: source, before: to, unreadable: true }])
      })
      expect(plans.filter((plan) => /Seq Scan on (leads|deliveries)\b/.test(plan))).toEqual([])
      expect(plans.length).toBeGreaterThan(8)
    } finally {
      await ledger.close()
    }
  },
  120_000,
)
