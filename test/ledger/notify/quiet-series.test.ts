import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leadsFrom, longestUsual } from '../../../src/ledger/notify/quiet-series.ts'
import { freshLedger, type TestLedger } from '../rows.ts'

const series = 40
const hours = 1_000
/** Far fewer than all rows of one series. */
const few = series * 10

const hourAgo = (n: number) => new Date(Math.floor(Date.now() / 3_600_000 - n) * 3_600_000)

describe(`the hours of ${series} series`, () => {
  let ledger: TestLedger

  beforeAll(async () => {
    ledger = await freshLedger(2)
    await sql`
      insert into quiet_hours (series, hour, leads)
      select 'source:s' || s, ${hourAgo(0)}::timestamptz - h * interval '1 hour', s
      from generate_series(1, ${series}::int) s, generate_series(0, ${hours - 1}::int) h`.execute(ledger.db)
    await sql`analyze quiet_hours`.execute(ledger.db)
  })
  afterAll(() => ledger?.close())

  it('are added up from a full hour on, in the order of the questions', async () => {
    const asked = [
      { series: ['source:s3', 'source:s4'], from: hourAgo(1) },
      { series: ['source:unknown'], from: hourAgo(1) },
      { series: [], from: hourAgo(1) },
      { series: ['source:s5'], from: hourAgo(0) },
      { series: ['source:s5'], from: hourAgo(-1) },
    ]
    expect(await leadsFrom(ledger.db, asked)).toEqual([14, 0, 0, 5, 0])
    expect(await leadsFrom(ledger.db, [])).toEqual([])
  })

  it('are read from their own moment on alone, however many series ask', async () => {
    const asked = Array.from({ length: series }, (_, n) => ({ series: [`source:s${n + 1}`], from: hourAgo(2) }))
    const read = await ledger.db.transaction().execute(async (tx) => {
      // Rows that parallel workers read are not in these statistics.
      await sql`set local max_parallel_workers_per_gather = 0`.execute(tx)
      expect((await leadsFrom(tx, asked))[6]).toBe(21)
      const { rows } = await sql<{ n: string }>`
        select seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables where relname = 'quiet_hours'`.execute(
        tx,
      )
      return Number(rows[0]?.n)
    })
    expect(read).toBeLessThan(few)
  })
})

it('the longest usual quiet of a series is the longest below its threshold', async () => {
  const ledger = await freshLedger(2)
  try {
    await sql`
      insert into quiet_state (series, first_at, last_at, counted_from, threshold)
      values ('source:a', now(), now(), now(), 5), ('source:b', now(), now(), now(), null), ('source:c', now(), now(), now(), 1)`.execute(
      ledger.db,
    )
    await sql`
      insert into quiet_days (series, day, longest, since, until) values
        ('source:a', '2026-11-01', 4, '2026-11-01T00:00Z', '2026-11-01T02:00Z'),
        ('source:a', '2026-11-02', 5, '2026-11-02T00:00Z', '2026-11-02T03:00Z'),
        ('source:a', '2026-11-03', 6, '2026-11-03T00:00Z', '2026-11-03T09:00Z'),
        ('source:b', '2026-11-03', 60, '2026-11-03T00:00Z', '2026-11-03T09:00Z'),
        ('source:c', '2026-11-03', 2, '2026-11-03T00:00Z', '2026-11-03T09:00Z')`.execute(ledger.db)
    const found = await longestUsual(ledger.db)
    expect([...found].map(([series, { since }]) => [series, since.toISOString()]).sort()).toEqual([
      ['source:a', '2026-11-02T00:00:00.000Z'],
      ['source:b', '2026-11-03T00:00:00.000Z'],
    ])
  } finally {
    await ledger.close()
  }
})
