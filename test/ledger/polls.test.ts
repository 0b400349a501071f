import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  enterPolls,
  failPoll,
  listPolls,
  type ReadPage,
  releasePoll,
  storePage,
  takePoll,
} from '../../src/ledger/polls.ts'
import { arrival, count, freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const entry = { source: 'table', settingsHash: 'h1', place: 'contoso/leads' }
const take = (leaseId = uuid(), place = entry.place) => takePoll(ledger.db, 'table', place, leaseId)
const only = async () => (await listPolls(ledger.db))[0]
const change = (set: string) => sql`update polls set ${sql.raw(set)}`.execute(ledger.db)

beforeEach(async () => {
  await sql`truncate polls, polled_rows, leads cascade`.execute(ledger.db)
  await enterPolls(ledger.db, [entry])
})

describe('a table', () => {
  it('is read by one hub at a time, until that hub releases it', async () => {
    const mine = uuid()
    expect(await take(mine)).toMatchObject({ source: 'table', watermark: null, scan_after: '' })
    expect(await take()).toBeUndefined()
    await releasePoll(ledger.db, 'table', uuid())
    expect(await take()).toBeUndefined()
    await releasePoll(ledger.db, 'table', mine)
    expect(await take()).toBeDefined()
  })

  it('is read by another hub when the lease of a dead hub is over', async () => {
    await take()
    await change("lease_until = now() - interval '1 ms'")
    expect(await take()).toBeDefined()
  })

  it('is read by no hub if it is not due, or if the configuration names another table or no table', async () => {
    expect(await take(uuid(), 'contoso/others')).toBeUndefined()
    await change("due_at = now() + interval '1 hour'")
    expect(await take()).toBeUndefined()
    await change('due_at = now()')
    await enterPolls(ledger.db, [])
    expect([await take(), await only()]).toEqual([undefined, undefined])
  })

  it('is due at once with new settings, and not with the same settings', async () => {
    await change("due_at = now() + interval '1 hour'")
    await enterPolls(ledger.db, [entry])
    expect(await take()).toBeUndefined()
    await enterPolls(ledger.db, [{ ...entry, settingsHash: 'h2' }])
    expect(await take()).toBeDefined()
  })

  it('is read from its beginning if it is another table, and no hub continues the old one', async () => {
    const mine = uuid()
    await take(mine)
    await change("watermark = now(), scan_after = 'x', scan_newest = now(), scan_began = now()")
    await enterPolls(ledger.db, [{ ...entry, place: 'contoso/others' }])
    expect(await storePage(ledger.db, page(mine))).toBeUndefined()
    expect(await only()).toMatchObject({ watermark: null, scan_after: '', scan_newest: null, scan_began: null })
  })
})

describe('a page', () => {
  it('is stored together with the new position, or not at all', async () => {
    const mine = uuid()
    await take(mine)
    const good = { key: 'aa', arrived: arrival() }
    const bad = { key: 'bb', arrived: arrival({ state: 'nonsense' as 'received' }) }
    await expect(storePage(ledger.db, page(mine, { next: 'x', rows: [good, bad] }))).rejects.toThrow(
      'leads_state_check',
    )
    expect([await count(ledger.db, 'leads'), await count(ledger.db, 'polled_rows')]).toEqual([0, 0])
    expect((await only())?.scan_after).toBe('')
    await storePage(ledger.db, page(mine, { next: 'x', rows: [good] }))
    expect([await count(ledger.db, 'leads'), await count(ledger.db, 'polled_rows')]).toEqual([1, 1])
    expect((await only())?.scan_after).toBe('x')
  })

  it('of the first reading is marked as in bulk, and of later readings not', async () => {
    const stored = async (rows: ReadPage['rows'], next: string) => {
      const mine = uuid()
      await change('due_at = now()')
      await take(mine)
      await storePage(ledger.db, page(mine, { rows, next }))
      await releasePoll(ledger.db, 'table', mine)
    }
    const [first, last, later, latest] = [arrival(), arrival(), arrival(), arrival()]
    await stored([{ key: 'aa', arrived: first }], 'x')
    await stored([{ key: 'bb', arrived: last }], '')
    await stored([{ key: 'cc', arrived: later }], 'y')
    await stored([{ key: 'dd', arrived: latest }], '')
    const rows = await ledger.db.selectFrom('leads').select(['id', 'in_bulk']).execute()
    const bulk = new Map(rows.map((row) => [row.id, row.in_bulk]))
    expect([first, last, later, latest].map(({ id }) => bulk.get(id))).toEqual([true, true, false, false])
  })

  it('returns the rows that this source never took', async () => {
    const mine = uuid()
    await take(mine)
    const [first, again, other] = [arrival(), arrival(), arrival()]
    expect(await storePage(ledger.db, page(mine, { next: 'x', rows: [{ key: 'aa', arrived: first }] }))).toEqual([
      first,
    ])
    const rows = [
      { key: 'aa', arrived: again },
      { key: 'bb', arrived: other },
    ]
    expect(await storePage(ledger.db, page(mine, { rows }))).toEqual([other])
  })

  it('moves the watermark if it is the last page, and never back', async () => {
    const moments = [new Date('2026-08-02'), new Date('2026-08-01')]
    for (const newest of moments) {
      const mine = uuid()
      await change('due_at = now()')
      await take(mine)
      await storePage(ledger.db, page(mine, { newest }))
      expect((await only())?.watermark).toEqual(moments[0])
    }
  })

  it('without rows does not move the watermark', async () => {
    const mine = uuid()
    await take(mine)
    await storePage(ledger.db, page(mine))
    expect(await only()).toMatchObject({ watermark: null, succeeded_at: expect.any(Date), lease: null })
  })
})

it('failures are counted for the hub that has the lease', async () => {
  const failure = {
    class: 'transient',
    code: 'X',
    status: 503,
    problem: '',
    message: 'm',
    wait: 0,
    restartScan: false,
  } as const
  const mine = uuid()
  await take(mine)
  expect(await failPoll(ledger.db, 'table', uuid(), failure)).toBe(0)
  expect(await failPoll(ledger.db, 'table', mine, failure)).toBe(1)
  const next = uuid()
  await take(next)
  expect(await failPoll(ledger.db, 'table', next, failure)).toBe(2)
})

function page(leaseId: string, more: Partial<ReadPage> = {}): ReadPage {
  return {
    source: 'table',
    leaseId,
    rows: [],
    next: '',
    newest: undefined,
    at: new Date('2026-09-01'),
    every: 60_000,
    ...more,
  }
}
