import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReportConfig } from '../../../src/config/report.ts'
import { enterChannels } from '../../../src/ledger/notify/channels.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { gather, periodsAt } from '../../../src/notify/report/gather.ts'
import { enterReportOf, tellReport } from '../../../src/notify/report/tell.ts'
import { freshLedger, type TestLedger } from '../../ledger/rows.ts'
import { messages, type PastLead, past, weekly } from './rig.ts'

let ledger: TestLedger
beforeEach(async () => {
  ledger = await freshLedger(12)
  await enterChannels(ledger.db, [{ id: 'mail', type: 'smtp', settingsHash: 'h' }])
})
afterEach(() => ledger.close())

const options = (now: string, report: ReportConfig | undefined = weekly) => ({
  ...{ db: ledger.db, report, console: 'https://hub.example' },
  now: () => new Date(now),
})
const enter = (now: string, report?: ReportConfig) => enterReportOf(options(now, report))
const tell = (now: string, report?: ReportConfig) => tellReport(options(now, report))
const figuresAt = (now: string) => gather(ledger.db, weekly.recurrence, periodsAt(weekly.recurrence, new Date(now)))

/** Monday, 30 March 2026, 08:00 in Berlin: the week before lost an hour to summer time. */
const due = '2026-03-30T06:00:00Z'

describe('the figures of a week', () => {
  it('are by offer, source, action, country and destination, against the week before', async () => {
    const crm = { crm: 2_000 }
    await past(ledger.db, [
      { at: '2026-03-24T10:00:00Z', to: crm },
      { at: '2026-03-25T10:00:00Z', to: { crm: 60_000, table: 400 }, action: 'Install', country: 'Japan' },
      { at: '2026-03-25T10:05:00Z', to: { crm: null }, offer: 'contoso.desk', source: 'web' },
      { at: '2026-03-26T10:00:00Z', state: 'unrouted', offer: '' },
      { at: '2026-03-26T10:00:00Z', state: 'unreadable' },
      { at: '2026-03-26T11:00:00Z', test: true, to: crm },
      { at: '2026-03-18T10:00:00Z', to: crm, outcome: 'updated' },
      { at: '2026-03-10T10:00:00Z', to: crm },
    ])
    expect(await figuresAt(due)).toMatchObject({
      leads: { now: 4, before: 1 },
      unrouted: { now: 1, before: 0 },
      unreadable: { now: 1, before: 0 },
      offers: [
        { name: 'contoso.router', now: 2, before: 1 },
        { name: '', now: 1, before: 0 },
        { name: 'contoso.desk', now: 1, before: 0 },
      ],
      sources: [
        { name: 'marketplace', now: 3, before: 1 },
        { name: 'web', now: 1, before: 0 },
      ],
      actions: [
        { name: 'Contact me', now: 3, before: 1 },
        { name: 'Install', now: 1, before: 0 },
      ],
      countries: [
        { name: 'France', now: 3, before: 1 },
        { name: 'Japan', now: 1, before: 0 },
      ],
      destinations: [
        { destination: 'crm', now: 2, before: 1, open: 1, proofs: { created: 2 } },
        { destination: 'table', now: 1, before: 0, open: 0, proofs: { created: 1 } },
      ],
      estimated: null,
    })
    const { times, destinations } = await figuresAt(due)
    expect(Math.abs(times.median! - 2_000)).toBeLessThan(50)
    expect(Math.abs(times.p95! - 60_000)).toBeLessThan(1_300)
    expect(destinations[1]?.median).toBeLessThan(412)
  })

  it('begin and end with the clock of the zone, also in the week of the change to summer time', async () => {
    const at = (...times: string[]): PastLead[] => times.map((time) => ({ at: time }))
    // The week begins at 07:00 UTC and ends at 06:00 UTC.
    await past(
      ledger.db,
      at('2026-03-23T06:59:59Z', '2026-03-23T07:00:00Z', '2026-03-30T05:59:59Z', '2026-03-30T06:00:00Z'),
    )
    const { from, to, leads, days } = await figuresAt(due)
    expect([from, to].map((one) => one.toISOString())).toEqual(['2026-03-23T07:00:00.000Z', '2026-03-30T06:00:00.000Z'])
    expect(leads).toEqual({ now: 2, before: 1 })
    expect(days.map((day) => day.leads)).toEqual([1, 0, 0, 0, 0, 0, 1])
  })

  it('have what the daily proof found of the days of the week', async () => {
    await past(ledger.db, [{ at: '2026-03-24T10:00:00Z', to: { crm: 2_000 } }])
    for (const [day, offer, present, missing] of [
      ['2026-03-22', 'a', 100, 0],
      ['2026-03-23', 'a', 2, 1],
      ['2026-03-29', 'a', 3, 0],
      ['2026-03-29', 'b', 4, 0],
      ['2026-03-30', 'a', 100, 0],
    ] as const) {
      await sql`
        insert into reconciliations (day, destination, offer, accepted, delivered, waiting, failed, cancelled, present,
          missing, unchecked, checked_at)
        values (${day}, 'crm', ${offer}, 0, 0, 0, 0, 0, ${present}, ${missing}, 5, now())`.execute(ledger.db)
    }
    expect((await figuresAt(due)).found).toEqual([{ destination: 'crm', present: 9, missing: 1, unchecked: 15 }])
  })

  it('name a source that has declined', async () => {
    const monday = Date.parse('2026-01-05T09:00:00Z')
    const week = 7 * 86_400_000
    const leads = Array.from({ length: 12 }, (_, n) => (n < 11 ? 20 : 3)).flatMap((count, n) =>
      Array.from({ length: count }, (_, m) => ({ at: new Date(monday + n * week + m * 3_600_000).toISOString() })),
    )
    await past(ledger.db, leads)
    const { fewer } = await figuresAt(due)
    expect(fewer).toEqual([
      { of: 'source', name: 'marketplace', now: 3, usual: 20 },
      { of: 'offer', name: 'contoso.router', now: 3, usual: 20 },
    ])
  })
})

describe('the report', () => {
  beforeEach(() => past(ledger.db, [{ at: '2026-03-24T10:00:00Z', to: { crm: 2_000 } }]))

  it('is written once when it is due, with the addresses of the configuration, and again a week later', async () => {
    await enter('2026-03-25T00:00:00Z')
    expect(await tell('2026-03-30T05:59:00Z')).toBe(false)
    expect(await tell('2026-03-30T06:00:20Z')).toBe(true)
    expect(await tell('2026-03-30T06:00:50Z')).toBe(false)
    expect(await tell('2026-04-06T05:59:00Z')).toBe(false)
    expect(await tell('2026-04-06T06:00:10Z')).toBe(true)
    const [first, second] = await messages(ledger.db)
    expect(first).toMatchObject({ kind: 'report', channel: 'mail', to: ['sales@contoso.com'] })
    expect(first?.subject).toBe('Weekly report: 1 lead, none in the week before')
    // A week without leads has a report, too: its absence would say nothing.
    expect(second?.subject).toBe('Weekly report: 0 leads, 100 % fewer than in the week before')
  })

  it('is one for several missed runs, and then comes at its time', async () => {
    await enter('2026-03-25T00:00:00Z')
    expect(await tell('2026-04-15T12:00:00Z')).toBe(true)
    expect(await tell('2026-04-15T12:00:30Z')).toBe(false)
    expect(await tell('2026-04-20T06:00:00Z')).toBe(true)
    expect((await messages(ledger.db))[0]?.text).toContain('6 Apr 08:00 (+02:00) to 13 Apr 08:00 (+02:00)')
  })

  it('is written once by three workers at once', async () => {
    await enter('2026-03-25T00:00:00Z')
    const written = await Promise.all([1, 2, 3].map(() => tell(due)))
    expect(written.filter(Boolean)).toHaveLength(1)
    expect(await messages(ledger.db)).toHaveLength(1)
  })

  it('is written by the next worker if the first dies before its commit', async () => {
    await enter('2026-03-25T00:00:00Z')
    await sql`create function stop() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`.execute(ledger.db)
    await sql`create trigger stop before insert on messages for each row execute function stop()`.execute(ledger.db)
    await expect(tell(due)).rejects.toThrow()
    await sql`drop trigger stop on messages`.execute(ledger.db)
    const after = await openLedger(ledger.url, () => undefined, 2)
    expect(await tellReport({ ...options(due), db: after.db })).toBe(true)
    await after.close()
    expect(await messages(ledger.db)).toHaveLength(1)
  })

  it('keeps its time over a restart, has another with another recurrence, and none while it is not configured', async () => {
    await enter('2026-03-25T00:00:00Z')
    await enter('2026-03-30T07:00:00Z')
    const later = { ...weekly, recurrence: { ...weekly.recurrence, at: 600 } }
    expect(await tell(due, later)).toBe(false)
    await enter('2026-03-30T07:00:00Z', later)
    expect(await tell('2026-03-30T07:59:00Z', later)).toBe(false)
    expect(await tell('2026-03-30T08:00:00Z', later)).toBe(true)
    await enterReportOf({ ...options('2026-03-30T08:00:00Z'), report: undefined })
    await enter('2026-06-01T12:00:00Z', later)
    expect(await tell('2026-06-01T12:00:00Z', later)).toBe(false)
  })

  it('waits until the past is counted', async () => {
    await enter('2026-03-25T00:00:00Z')
    await sql`update counted set whole = false, since = '2026-03-29'`.execute(ledger.db)
    expect(await tell(due)).toBe(false)
    await sql`update counted set since = '2026-03-01'`.execute(ledger.db)
    expect(await tell(due)).toBe(true)
  })

  it('has no personal data', async () => {
    const { rows } = await sql<{ name: string; email: string }>`
      select lead #>> '{person,name}' as name, email from leads`.execute(ledger.db)
    const address = 'ann@tailspin.example'
    await past(ledger.db, [{ at: '2026-03-25T10:00:00Z', action: `From ${address}`, offer: address }])
    await enter('2026-03-25T00:00:00Z')
    await tell(due)
    const text = JSON.stringify(await messages(ledger.db))
    expect(text).toContain('contoso.router')
    expect(text).toContain('From …')
    expect(text).not.toContain(address)
    for (const { name, email } of rows) for (const one of [name, email]) expect(text).not.toContain(one)
  })
})

it('a hub that never had a lead reports nothing, and its first report is of its first week', async () => {
  await past(ledger.db, [])
  await enter('2026-03-25T00:00:00Z')
  expect(await tell(due)).toBe(false)
  await past(ledger.db, [{ at: '2026-04-02T10:00:00Z' }])
  expect(await tell('2026-03-31T06:00:00Z')).toBe(false)
  expect(await tell('2026-04-06T06:00:00Z')).toBe(true)
})
