/** Whether the leads of a period arrived everywhere, and what stands still. Test leads do not count. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { deadAfterMs } from '../workers.ts'
import { firstIdAt, inTrouble } from './filter.ts'
import { mostCounted } from './page.ts'

export interface Unfinished {
  /** Leads that wait or are under way to at least one destination, and need no decision. */
  waiting: number
  /** Leads with a delivery that a person must decide about. */
  undecided: number
  /** Leads that went nowhere: not routed yet, without a route, unreadable, suppressed or erased. */
  nowhere: number
}

/** Leads that came in since then and have not arrived everywhere. */
export async function unfinishedSince(db: Db, since: Date): Promise<Unfinished> {
  const from = sql`${firstIdAt(since)}::uuid`
  const { rows } = await sql<Unfinished>`
    with late as (
      select d.lead_id, bool_or(d.state in ('rejected', 'uncertain', 'exhausted')) as undecided from (
        select d.lead_id, d.state from deliveries d where ${inTrouble} and not d.test and d.lead_id >= ${from}
        union all
        select d.lead_id, d.state from deliveries d
        where d.state in ('queued', 'sending') and not d.test and d.lead_id >= ${from}) d
      group by 1
    )
    select count(*) filter (where not undecided)::int as waiting, count(*) filter (where undecided)::int as undecided,
      (select count(*)::int from leads l where l.state in ('received', 'unrouted', 'unreadable', 'suppressed', 'erased')
        and not l.test and l.id >= ${from}) as nowhere
    from late`.execute(db)
  return rows[0]!
}

export interface Stranded {
  state: 'unrouted' | 'unreadable'
  /** `mostCounted` at most. */
  count: number
  oldest: Date
}

/** Leads that went nowhere because of a fault. */
export async function strandedLeads(db: Db): Promise<Stranded[]> {
  const { rows } = await sql<Stranded>`
    select s.state, counted.n as count, oldest.received_at as oldest
    from (values ('unrouted'), ('unreadable')) s (state)
      cross join lateral (select count(*)::int as n from (select from leads l where l.state = s.state
        and l.state <> 'routed' and not l.test limit ${mostCounted}) l) counted
      cross join lateral (select received_at from leads l where l.state = s.state and l.state <> 'routed' and not l.test
        order by l.id limit 1) oldest`.execute(db)
  return rows
}

/** Whether any worker is alive. Without a worker, leads are taken in and not delivered. */
export async function hasWorker(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select from workers where beat_at > now() - ${deadAfterMs} * interval '1 ms' limit 1`.execute(db)
  return rows.length > 0
}
