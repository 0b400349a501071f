/** The last leads of each source and the last deliveries of each destination: what became of them. Test leads do not count. */
import { type RawBuilder, sql } from 'kysely'
import { timeOf } from '../../lead/id.ts'
import type { Db } from '../db.ts'
import { firstIdAt } from '../reads/filter.ts'

export interface RecentDeliveries {
  destination: string
  /** Deliveries that ended, `of` at most. */
  ended: number
  /** Those of them that brought no receipt. */
  refused: number
  /** When the lead of the oldest of them came in. */
  oldest: Date
}

export interface RecentLeads {
  source: string
  /** Leads that were routed or could not be, `of` at most. */
  came: number
  unrouted: number
  unreadable: number
  oldest: Date | null
  newest: Date | null
  /** Of this hour and the hour before, as they were last counted; without unreadable ones. */
  twoHours: number
  /** Posts with a wrong key in the last 24 hours. */
  wrongKeys: number
  /** Those since the last lead came in. */
  wrongKeysSinceLead: number
  /** How many hours had such posts. */
  wrongKeyHours: number
  wrongKeySince: Date | null
  wrongKeyLast: Date | null
}

export interface RecentAsked {
  now: Date
  sources: readonly string[]
  /** How many of each are looked at. */
  of: number
}

const history = 84 * 86_400_000
/** Tests and leads in bulk are passed over, so many at most. */
const passedOver = 500

export interface Recent {
  deliveries: readonly RecentDeliveries[]
  leads: readonly RecentLeads[]
}

/** One statement: an idle hub looks every half minute. */
export async function readRecent(db: Db, asked: RecentAsked): Promise<Recent> {
  const { rows } = await sql<{ deliveries: Json<RecentDeliveries>[]; leads: Json<RecentLeads>[] }>`
    select (select coalesce(json_agg(x order by x.destination), '[]') from (${deliveriesOf(asked)}) x) as deliveries,
      (select coalesce(json_agg(x order by x.source), '[]') from (${leadsOf(asked)}) x) as leads`.execute(db)
  const { deliveries, leads } = rows[0]!
  return {
    deliveries: deliveries.map((one) => ({ ...one, oldest: timeOf(one.oldest) })),
    leads: leads.map(({ oldest, newest, wrongKeySince, wrongKeyLast, ...one }) => ({
      ...one,
      ...{ oldest: asDate(oldest), newest: asDate(newest) },
      ...{ wrongKeySince: asDate(wrongKeySince), wrongKeyLast: asDate(wrongKeyLast) },
    })),
  }
}

/** As it comes out of `json_agg`. */
type Json<T> = { [K in keyof T]: T[K] extends Date | null ? (null extends T[K] ? string | null : string) : T[K] }

function asDate(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

function deliveriesOf({ now, of }: RecentAsked): RawBuilder<unknown> {
  const from = firstIdAt(new Date(now.getTime() - history))
  const ended = (['delivered', 'rejected', 'uncertain', 'exhausted'] as const).map(
    (state) => sql`(select d.lead_id, d.state, d.test from deliveries d where d.destination = t.id
      and d.state = ${sql.lit(state)} and d.lead_id >= ${from}::uuid order by d.lead_id desc limit ${of * 2})`,
  )
  return sql`
    select t.id as destination, w.* from destinations t cross join lateral (
      select count(*)::int as ended, (count(*) filter (where state <> 'delivered'))::int as refused,
        (array_agg(lead_id order by lead_id))[1] as oldest
      from (select lead_id, state from (${sql.join(ended, sql` union all `)}) x
        where not test order by lead_id desc limit ${of}) y) w
    where t.configured and w.ended > 0`
}

function leadsOf({ now, sources, of }: RecentAsked): RawBuilder<unknown> {
  const from = firstIdAt(new Date(now.getTime() - history))
  return sql`
    select s.source, a.*, k.*, (select coalesce(sum(q.leads), 0)::int from quiet_hours q
        where q.series = 'source:' || s.source and q.hour > ${now}::timestamptz - interval '2 hours') as "twoHours"
    from unnest(${[...sources]}::text[]) s (source)
    cross join lateral (
      select count(*)::int as came, (count(*) filter (where state = 'unrouted'))::int as unrouted,
        (count(*) filter (where state = 'unreadable'))::int as unreadable,
        min(received_at) as oldest, max(received_at) as newest
      from (select id, state, received_at from (select id, state, received_at, test, in_bulk from leads l
          where l.source = s.source and l.id >= ${from}::uuid order by l.id desc limit ${passedOver}) x
        where not test and not in_bulk and state not in ('received', 'erased') order by id desc limit ${of}) y) a
    cross join lateral (
      select coalesce(sum(posts), 0)::int as "wrongKeys", count(*)::int as "wrongKeyHours",
        coalesce(sum(posts) filter (where a.newest is null or last_at > a.newest), 0)::int as "wrongKeysSinceLead",
        min(first_at) as "wrongKeySince", max(last_at) as "wrongKeyLast"
      from refused_posts r where r.source = s.source and r.status = 401
        and r.hour > ${now}::timestamptz - interval '24 hours') k`
}
