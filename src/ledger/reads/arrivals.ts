/** Whether the leads of a period arrived everywhere, and what stands still. Test leads do not count. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import { deadAfterMs } from '../workers.ts'
import { type Condition, firstIdAt, inTrouble, matchingLeads, skew } from './filter.ts'
import { mostCounted } from './page.ts'

/** Each lead counts once: in the first part that is true of it. */
export interface Unfinished {
  /** Leads that a person must decide about: a delivery, or the approval. */
  undecided: number
  /** Leads that wait or are under way to at least one destination, or are not routed yet. */
  waiting: number
  /** Leads that were erased before they had arrived everywhere. */
  erased: number
  /** Leads that were given up for at least one destination. */
  cancelled: number
  /** Leads that went nowhere: without a route, unreadable or suppressed. */
  nowhere: number
}

/** Leads that came in since then and have not arrived everywhere. */
export async function unfinishedSince(db: Db, since: Date): Promise<Unfinished> {
  const from = sql`${firstIdAt(since)}::uuid`
  const sinceThen = sql`not d.test and d.lead_id >= ${from}`
  // No delivery is older than its lead, and the deliveries that were given up are indexed by their own ids.
  const { rows } = await sql<Unfinished>`
    with sign as (
      select d.lead_id as lead, case when d.state in ('waiting', 'held') then ${place('waiting')} else ${place('undecided')} end as part
      from deliveries d where ${inTrouble} and ${sinceThen}
      union all
      select d.lead_id, ${place('waiting')} from deliveries d where d.state in ('queued', 'sending') and ${sinceThen}
      union all
      select d.lead_id, ${place('cancelled')} from deliveries d
      where d.state = 'cancelled' and d.id >= ${firstIdAt(since, skew)}::uuid and ${sinceThen}
      union all
      select l.id, ${place('undecided')} from leads l where ${awaiting} and not l.test and l.id >= ${from}
      union all
      select l.id, case l.state when 'received' then ${place('waiting')} when 'erased' then ${place('erased')}
        else ${place('nowhere')} end
      from leads l where l.state in ('received', 'unrouted', 'unreadable', 'suppressed', 'erased')
        and not l.test and l.id >= ${from}
    ), found as (
      select lead, min(part) as part, count(*) as signs from sign group by 1
    ), counted as (
      -- If nothing but its state tells of an erased lead, all its deliveries arrived, if it has any.
      select part from found where part <> ${place('erased')} or signs > 1
        or (select d.id from deliveries d where d.lead_id = found.lead limit 1) is null
    )
    select ${sql.join(parts.map((part) => sql`(count(*) filter (where part = ${place(part)}))::int as ${sql.ref(part)}`))}
    from counted`.execute(db)
  return rows[0]!
}

const parts = ['undecided', 'waiting', 'erased', 'cancelled', 'nowhere'] as const satisfies (keyof Unfinished)[]

function place(part: keyof Unfinished): Condition {
  return sql.lit(parts.indexOf(part))
}

/** SQL over `leads l`, by the index `leads_awaiting`. */
const awaiting = matchingLeads({ awaitingApproval: true })

export interface Stranded {
  state: 'unrouted' | 'unreadable' | 'awaiting-approval'
  /** `mostCounted` at most. */
  count: number
  oldest: Date
}

/** Leads that went nowhere because of a fault, and leads that wait for approval. */
export async function strandedLeads(db: Db): Promise<Stranded[]> {
  const counted = sql<Stranded>`
    select s.state, counted.n as count, oldest.received_at as oldest
    from (values ('unrouted'), ('unreadable')) s (state)
      cross join lateral (select count(*)::int as n from (select from leads l where l.state = s.state
        and l.state <> 'routed' and not l.test limit ${mostCounted}) l) counted
      cross join lateral (select received_at from leads l where l.state = s.state and l.state <> 'routed' and not l.test
        order by l.id limit 1) oldest
    union all
    select 'awaiting-approval', count(*)::int, min(received_at) from (
      select l.received_at from leads l where ${awaiting} and not l.test order by l.id limit ${mostCounted}) l
    having count(*) > 0`
  const { rows } = await byIndex(db, (tx) => counted.execute(tx))
  return rows
}

/** Whether any worker is alive. Without a worker, leads are taken in and not delivered. */
export async function hasWorker(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select from workers where beat_at > now() - ${deadAfterMs} * interval '1 ms' limit 1`.execute(db)
  return rows.length > 0
}

/** Whether a lead that is no test has ever come in. */
export async function hasBegun(db: Db): Promise<boolean> {
  const { rows } = await sql`select from leads where not test order by id desc limit 1`.execute(db)
  return rows.length > 0
}
