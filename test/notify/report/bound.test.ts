import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Db } from '../../../src/ledger/db.ts'
import { storeCounts } from '../../../src/ledger/figures/counting.ts'
import { inBulk } from '../../../src/ledger/limits.ts'
import { gather, periodsAt } from '../../../src/notify/report/gather.ts'
import { plansOf } from '../../ledger/plans.ts'
import { freshLedger, type TestLedger } from '../../ledger/rows.ts'
import { allCounted, weekly } from './rig.ts'

const leads = 1_000_000
/** Leads with a delivery: one in so many. */
const delivered = 10
const bounds = periodsAt(weekly.recurrence, new Date('2026-03-30T06:00:00Z'))
const [from, to] = bounds.slice(-2) as [Date, Date]

let ledger: TestLedger
beforeAll(async () => {
  ledger = await freshLedger(4)
  const { db } = ledger
  // What the report does not use would only make the test slow.
  await sql`drop trigger leads_search_due on leads`.execute(db)
  const { rows } = await sql<{ name: string }>`
    select indexrelid::regclass::text as name from pg_index
    where indrelid in ('leads'::regclass, 'deliveries'::regclass) and not indisunique
      and indexrelid <> 'deliveries_proved'::regclass`.execute(db)
  for (const { name } of rows) await sql`drop index ${sql.raw(name)}`.execute(db)
  const step = (to.getTime() - from.getTime()) / leads
  const action = sql`case when n % 5 = 0 then 'Install' else 'Contact me' end`
  for (let at = 0; at < leads; at += 100_000) {
    await sql`
      with made as (
        insert into leads (id, source, state, received_at, lead, raw, offer)
        select (lpad(to_hex(ms), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid, 'marketplace', 'received',
          to_timestamp(ms / 1000.0), jsonb_build_object('action', jsonb_build_object('label', ${action}), 'person',
            jsonb_build_object('country', jsonb_build_object('name', 'France'))), '', 'contoso.router'
        from (select n, (${from.getTime()}::float8 + n * ${step}::float8)::bigint as ms
          from generate_series(${at}::int, ${at + 99_999}::int) n) x
        returning id, received_at
      )
      insert into deliveries (id, lead_id, destination, state, outcome, settled_at)
      select gen_random_uuid(), id, 'crm', 'delivered', 'created', received_at + interval '3 s'
      from made where get_byte(uuid_send(id), 15) % ${delivered} = 0`.execute(db)
  }
  await sql`vacuum analyze leads, deliveries`.execute(db)
  for (let day = from.getTime(); day < to.getTime(); day += 86_400_000) {
    await inBulk(db, (tx) => storeCounts(tx, { from: new Date(day), to: new Date(day + 86_400_000) }, 'hour'))
  }
  await allCounted(db)
}, 600_000)
afterAll(() => ledger.close())

async function rowsRead(tx: Db): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_xact_user_tables
    where relname in ('leads', 'deliveries')`.execute(tx)
  return rows[0]?.read ?? 0
}

it('a report of a million leads reads no more than a part of them, by index, and tells the same', async () => {
  const { figures, read } = await ledger.db.transaction().execute(async (tx) => {
    // The counters may still hold what the connection did before.
    const before = await rowsRead(tx)
    const made = await gather(tx, weekly.recurrence, bounds)
    return { figures: made, read: (await rowsRead(tx)) - before }
  })
  expect(figures.leads.now).toBe(leads)
  expect(figures.estimated).toEqual({ read: 100_000, of: leads })
  expect(read).toBeLessThan(130_000)
  expect(read).toBeGreaterThan(100_000)
  const [contact, install] = figures.actions
  expect(contact!.name).toBe('Contact me')
  expect(Math.abs(contact!.now - 0.8 * leads)).toBeLessThan(0.01 * leads)
  expect(Math.abs(install!.now - 0.2 * leads)).toBeLessThan(0.01 * leads)
  expect(Math.abs(figures.times.median! - 3_000)).toBeLessThan(70)
  const plans = await plansOf(ledger.url, (db) => gather(db, weekly.recurrence, bounds))
  expect(plans.filter((plan) => /Seq Scan on (leads|deliveries|attempts)\b/.test(plan))).toEqual([])
}, 300_000)
