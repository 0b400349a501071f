import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePast } from '../../../bench/console/past.ts'
import type { Db } from '../../../src/ledger/db.ts'
import {
  destinationsLeft,
  lineOf,
  recordsLeft,
  storeFigures,
  uncheckedRecords,
} from '../../../src/ledger/notify/proof.ts'
import { finishDay, type ProofRun, takeDay, wantDay } from '../../../src/ledger/notify/proof-days.ts'
import { missingLately, missingOf, oddLately } from '../../../src/ledger/notify/proof-reads.ts'
import { comparedLeads } from '../../../src/ledger/notify/referrals.ts'
import { plansOf } from '../plans.ts'
import { freshLedger, type TestLedger } from '../rows.ts'

describe.each([
  ['with statistics', true],
  ['without statistics', false],
])('the statements of the daily proof, %s,', (_, analysed) => {
  let ledger: TestLedger
  let run: ProofRun
  let destination = ''
  beforeAll(async () => {
    ledger = await freshLedger(2)
    await makePast(ledger.db, 20_000)
    if (analysed) await sql`vacuum analyze leads, deliveries`.execute(ledger.db)
    const { rows } = await sql<{ to: Date; destination: string }>`
      select l.received_at as "to", d.destination from leads l join deliveries d on d.lead_id = l.id
      where d.state = 'delivered' order by l.id offset 10000 limit 1`.execute(ledger.db)
    const { to } = rows[0]!
    destination = rows[0]!.destination
    await wantDay(ledger.db, 'anna', { day: '2026-01-01', zone: 'UTC', from: new Date(to.getTime() - 86_400_000), to })
    const taken = await takeDay(ledger.db, { since: new Date(0), oldest: '2026-01-01' }, 600_000)
    run = taken ?? expect.fail('no day is due')
  }, 240_000)
  afterAll(() => ledger.close())

  const scans = async (work: (db: Db) => Promise<unknown>) =>
    (await plansOf(ledger.url, work)).filter((plan) => /Seq Scan on (leads|deliveries)\b/.test(plan))

  it('read no large table as a whole', async () => {
    const inDay = { from: run.since, to: run.until }
    const statements: ((db: Db) => Promise<unknown>)[] = [
      (db) => db.transaction().execute((tx) => storeFigures(tx, run)),
      (db) => destinationsLeft(db, run),
      (db) => recordsLeft(db, run, destination, 1_200),
      (db) => db.transaction().execute((tx) => uncheckedRecords(tx, run, destination)),
      (db) => lineOf(db, destination),
      (db) => missingOf(db, run.day, destination, 500),
      (db) => missingLately(db),
      (db) => oddLately(db),
      (db) => comparedLeads(db, { ...inDay, sources: ['web'], emails: ['past.777@contoso.com'], ids: [] }),
      (db) => db.transaction().execute((tx) => finishDay(tx, run)),
    ]
    const found: string[] = []
    for (const one of statements) found.push(...(await scans(one)))
    expect(found).toEqual([])
  })

  it('find the leads of a download by indexes, however many addresses it has', async () => {
    const emails = Array.from({ length: 1_000 }, (_, at) => `past.${at}@contoso.com`)
    const day = { sources: ['web'], from: run.since, to: run.until }
    const plans = await plansOf(ledger.url, (db) => comparedLeads(db, { ...day, emails, ids: [] }))
    const found = plans.find((plan) => plan.includes('leads')) ?? expect.fail('no plan reads leads')
    const scans = [...found.matchAll(/Scan (?:using \w+ )?on (leads\w*).*\n *(.*)/g)]
    expect(scans.map(([, , next]) => next)).toEqual(scans.map(() => expect.stringMatching(/^(Index|Recheck) Cond: /)))
    expect(found).toContain('leads_email')
  })

  it('count what there is', async () => {
    const counted = await ledger.db.selectFrom('reconciliations').selectAll().where('day', '=', run.day).execute()
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from leads l join deliveries d on d.lead_id = l.id
      where l.received_at >= ${run.since} and l.received_at < ${run.until} and not l.test`.execute(ledger.db)
    const total = counted.reduce((sum, { accepted }) => sum + accepted, 0)
    expect(total).toBe(rows[0]?.n)
    expect(total).toBeGreaterThan(0)
  })
})
