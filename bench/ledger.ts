/** What the ledger says of a scenario, whatever the processes claim. */
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../src/ledger/db.ts'

/** The leads that are to be routed or were. */
export async function leadIds(db: Db): Promise<Set<string>> {
  const rows = await db.selectFrom('leads').select('id').where('state', 'in', ['received', 'routed']).execute()
  return new Set(rows.map(({ id }) => id))
}

export interface Delivered {
  leads: number
  delivered: number
  attempts: number
  /** From the first lead's arrival to the last receipt. */
  seconds: number
  /** From the first attempt to the last receipt. */
  sending: number
  /** Milliseconds from a lead's arrival to its receipt. */
  p50: number
  p99: number
}

/** What became of leads that came after `since`, at these destinations. */
export async function delivered(db: Db, destinations: readonly string[], since = new Date(0)): Promise<Delivered> {
  const { rows } = await sql<Delivered>`
    select count(distinct l.id)::int as leads, count(*) filter (where d.state = 'delivered')::int as delivered,
      coalesce(sum(d.attempts), 0)::int as attempts,
      coalesce(extract(epoch from max(d.settled_at) - min(l.received_at)), 0)::float as seconds,
      coalesce(extract(epoch from max(d.settled_at) - min(d.first_attempt_at)), 0)::float as sending,
      coalesce(percentile_disc(0.5) within group (order by e2e.ms), 0)::float as p50,
      coalesce(percentile_disc(0.99) within group (order by e2e.ms), 0)::float as p99
    from deliveries d join leads l on l.id = d.lead_id
      cross join lateral (select extract(epoch from d.settled_at - l.received_at) * 1000 as ms) e2e
    where d.destination = any(${destinations}) and l.received_at >= ${since}`.execute(db)
  return rows[0]!
}

/** Waits until every lead is routed. */
export async function untilRouted(db: Db, timeout = 120_000): Promise<void> {
  await none(db, sql`select from leads where state = 'received'`, timeout)
}

/** Waits until every lead is routed and these destinations have theirs. @returns false when it takes too long */
export async function untilDelivered(db: Db, destinations: readonly string[], timeout = 300_000): Promise<boolean> {
  // The newest lead is delivered late, and is found by an index. The whole question reads what vacuum has not removed yet.
  const newest = sql`
    select from (select id, state from leads order by id desc limit 1) l where l.state = 'received' or exists (
      select from deliveries d where d.lead_id = l.id and d.state <> 'delivered' and d.destination = any(${destinations}))`
  if (!(await none(db, newest, timeout))) return false
  const open = sql`
    (select from leads where state = 'received' limit 1) union all
    (select from deliveries where state <> 'delivered' and destination = any(${destinations}) limit 1)`
  return none(db, open, timeout)
}

/** Seldom, for whoever asks takes from what is measured. */
const askEvery = 200

async function none(db: Db, rows: ReturnType<typeof sql>, timeout: number): Promise<boolean> {
  for (const end = Date.now() + timeout; Date.now() < end; await setTimeout(askEvery)) {
    const found = await sql<{ found: boolean }>`select exists(${rows}) as found`.execute(db)
    if (!found.rows[0]?.found) return true
  }
  return false
}

/** Seconds from the first to the last receipt. */
export async function receiptSeconds(db: Db): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from max(settled_at) - min(settled_at))::float as seconds from deliveries
    where state = 'delivered'`.execute(db)
  return rows[0]?.seconds ?? 0
}
