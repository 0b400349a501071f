/** Leads and attempts of a period, counted from their rows. Counting twice gives the same, so a count may be repeated. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db.ts'
import { firstIdAt, skew } from '../reads/filter.ts'
import { bounds } from './histogram.ts'

/** `to` is not included. */
export interface Span {
  from: Date
  to: Date
}

export type Unit = 'hour' | 'day'

/** SQL for the start of the hour or the day, in UTC. */
function startOf(unit: Unit, moment: RawBuilder<unknown>): RawBuilder<Date> {
  return sql`date_trunc(${sql.lit(unit)}, ${moment}, 'UTC')`
}

/** Rows as in `lead_hours`, without `hours`. @param limit rows of leads that are read at most */
export function leadsOf(span: Span, unit: Unit, limit?: number): RawBuilder<unknown> {
  // The id has the time of another clock reading than `received_at`.
  const ids = sql`id >= ${firstIdAt(span.from, skew)}::uuid and id < ${firstIdAt(span.to, -skew)}::uuid`
  return sql`
    select ${startOf(unit, sql`received_at`)} as at, source, offer, test, count(*)::int as received,
      (count(*) filter (where state = 'unrouted'))::int as unrouted,
      (count(*) filter (where state = 'unreadable'))::int as unreadable
    from (select received_at, source, offer, test, state from leads
      where ${ids} and received_at >= ${span.from} and received_at < ${span.to} ${most(limit)}) l
    group by 1, 2, 3, 4`
}

/** SQL over `attempts a` and `deliveries d`: an attempt before had brought a receipt, too. */
const hadReceipt = sql`a.outcome <> '' and d.generation > 1 and (
  select e.id from attempts e where e.delivery_id = a.delivery_id and e.id < a.id and e.outcome <> '' limit 1) is not null`

/** Rows as in `attempt_hours`, without `hours`. @param limit rows of attempts that are read at most */
export function attemptsOf(span: Span, unit: Unit, limit?: number): RawBuilder<unknown> {
  const ends = sql.raw(`array[${bounds.join(', ')}]`)
  const classes = Array.from(
    { length: bounds.length + 1 },
    (_, n) => sql`count(*) filter (where a.length = ${sql.lit(n)})`,
  )
  return sql`
    select ${startOf(unit, sql`a.started_at`)} as at, a.destination, a.result, coalesce(d.test, false) as test,
      count(*)::int as attempts, (count(*) filter (where ${hadReceipt}))::int as again, sum(a.took_ms)::bigint as ms, array[${sql.join(classes)}]::int[] as histogram
    from (select started_at, destination, case when outcome <> '' then outcome else class end as result, took_ms,
        width_bucket(took_ms, ${ends}) as length, delivery_id, outcome, id
      from attempts where started_at >= ${span.from} and started_at < ${span.to} ${most(limit)}) a
      left join deliveries d on d.id = a.delivery_id
    group by 1, 2, 3, 4`
}

function most(limit: number | undefined): RawBuilder<unknown> {
  return limit === undefined ? sql`` : sql`limit ${limit}`
}

/** Stores the counts of a period. Rows that are right already are not written. */
export async function storeCounts(db: Db, span: Span, unit: Unit): Promise<void> {
  const hours = sql.lit(unit === 'hour' ? 1 : 24)
  await sql`
    insert into lead_hours (at, hours, source, offer, test, received, unrouted, unreadable)
    select at, ${hours}, source, offer, test, received, unrouted, unreadable from (${leadsOf(span, unit)}) x
    on conflict (at, hours, source, offer, test) do update
      set received = excluded.received, unrouted = excluded.unrouted, unreadable = excluded.unreadable
      where (lead_hours.received, lead_hours.unrouted, lead_hours.unreadable)
        is distinct from (excluded.received, excluded.unrouted, excluded.unreadable)`.execute(db)
  await sql`
    insert into attempt_hours (at, hours, destination, result, test, attempts, again, ms, histogram)
    select at, ${hours}, destination, result, test, attempts, again, ms, histogram from (${attemptsOf(span, unit)}) x
    on conflict (at, hours, destination, result, test) do update
      set attempts = excluded.attempts, again = excluded.again, ms = excluded.ms, histogram = excluded.histogram
      where (attempt_hours.attempts, attempt_hours.again, attempt_hours.ms)
        is distinct from (excluded.attempts, excluded.again, excluded.ms)`.execute(db)
}
