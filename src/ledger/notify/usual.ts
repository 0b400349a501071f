/** What is usual at a source or a destination: refusals of twelve weeks, and the busiest hour. Test leads do not count. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { firstIdAt, skew } from '../reads/filter.ts'

/** Counts of the twelve weeks before a moment. */
export interface Usual {
  refused: number
  all: number
}

export interface UsualAsked {
  id: string
  before: Date
}

/** Attempts that brought a receipt for the first time, or failed for good. */
export async function usualAttempts(db: Db, asked: readonly UsualAsked[]): Promise<Map<string, Usual>> {
  const { rows } = await sql<Usual & { id: string }>`
    select a.id, coalesce(sum(n) filter (where refused), 0)::int as refused, coalesce(sum(n), 0)::int as all
    from ${askedRows(asked)} left join lateral (
      select attempts - again as n, result in ('rejected', 'uncertain', 'internal') as refused from attempt_hours h
      where h.destination = a.id and h.at >= a.before - interval '84 days' and h.at < a.before and not h.test
        and h.result not in ('transient', 'configuration')) h on true
    group by 1`.execute(db)
  return new Map(rows.map(({ id, ...usual }) => [id, usual]))
}

/** Leads that came in. @param unreadable whether bodies without a lead count as refused */
export async function usualLeads(
  db: Db,
  asked: readonly (UsualAsked & { unreadable: boolean })[],
): Promise<Map<string, Usual>> {
  const { rows } = await sql<Usual & { id: string }>`
    select a.id, coalesce(sum(h.unrouted + case when a.unreadable then h.unreadable else 0 end), 0)::int as refused,
      coalesce(sum(h.received), 0)::int as all
    from ${askedRows(asked)} left join lead_hours h on h.source = a.id and h.at >= a.before - interval '84 days'
      and h.at < a.before and not h.test
    group by 1`.execute(db)
  return new Map(rows.map(({ id, ...usual }) => [id, usual]))
}

function askedRows(asked: readonly UsualAsked[]) {
  return sql`json_to_recordset(${JSON.stringify(asked)}::json) as a(id text, before timestamptz, unreadable boolean)`
}

export interface BusyHour {
  source: string
  /** In the last 60 minutes, counted to `mostCounted`. */
  leads: number
  /** The most leads of any hour in the twelve weeks before. */
  most: number
  /** When the source was first known; null if it has no count yet. */
  firstAt: Date | null
}

/** So many leads of an hour are counted. */
const mostCounted = 20_000

/** Neither tests nor leads in bulk nor unreadable ones count. */
export async function busyHours(db: Db, sources: readonly string[], now: Date): Promise<BusyHour[]> {
  const from = new Date(now.getTime() - 3_600_000)
  const { rows } = await sql<BusyHour>`
    select s.source,
      (select count(*)::int from (select from leads l where l.source = s.source
        and l.id >= ${firstIdAt(from, skew)}::uuid and l.received_at >= ${from}
        and l.received_at <= ${now} and not l.test and not l.in_bulk and l.state <> 'unreadable'
        limit ${mostCounted}) x) as leads,
      (select coalesce(max(q.leads), 0)::int from quiet_hours q where q.series = 'source:' || s.source
        and q.hour < date_trunc('hour', ${from}::timestamptz, 'UTC')) as most,
      (select first_at from quiet_state q where q.series = 'source:' || s.source) as "firstAt"
    from unnest(${[...sources]}::text[]) s (source) order by 1`.execute(db)
  return rows
}
