/** The offers that leads were about, and the last lead of each offer and each source. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { type Condition, firstIdAt } from './filter.ts'

const firstId = '00000000-0000-0000-0000-000000000000'
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * SQL for the leads whose `column` has the value, newest first, from this id on. It asks for a range of the index over
 * column and id. With `column = value order by id` the planner may walk all leads for a value that few have.
 */
function newestWith(column: 'offer' | 'source', value: Condition, from = firstId): Condition {
  const key = sql.ref(column)
  return sql`from leads
    where (${key}, id) >= (${value}, ${from}::uuid) and (${key}, id) <= (${value}, ${lastId}::uuid)
    order by ${key} desc, id desc`
}

export interface KnownOffer {
  /** `publisher.offer`, or the title where no id is known. */
  id: string
  /** Of the newest lead that has a title, among the last `titled`. Blank or null where it is not known. */
  offer_id: string | null
  title: string | null
  last_lead: string
  last_at: Date
  /** Leads since `since`, `mostRecent` at most. */
  recent: number
}

/** Recent leads of an offer are counted up to this number. */
export const mostRecent = 10_001

/** The last leads of an offer among which its names are looked for. */
const titled = 20

/** By name, beginning after `after`. An index is read from one offer to the next, however many leads an offer has. */
export async function knownOffers(
  db: Db,
  { since, after, limit }: { since: Date; after: string; limit: number },
): Promise<KnownOffer[]> {
  const { rows } = await sql<KnownOffer>`
    with recursive known as (
      (select offer from leads where offer > ${after} order by offer limit 1)
      union all
      select n.offer from known k
        cross join lateral (select offer from leads where offer > k.offer order by offer limit 1) n
    ), page as materialized (select offer from known limit ${limit})
    select p.offer as id, t.offer_id, t.title, l.id as last_lead, l.received_at as last_at, r.n as recent
    from page p
      cross join lateral (select id, received_at ${newestWith('offer', sql`p.offer`)} limit 1) l
      left join lateral (
        select lead #>> '{offer,id}' as offer_id, lead #>> '{offer,title}' as title
        from (select id, lead ${newestWith('offer', sql`p.offer`)} limit ${titled}) newest
        where lead is not null order by lead #>> '{offer,title}' <> '' desc nulls last, id desc limit 1) t on true
      cross join lateral (select count(*)::int as n from (
        select ${newestWith('offer', sql`p.offer`, firstIdAt(since.toISOString()))} limit ${mostRecent}) counted) r
    order by p.offer`.execute(db)
  return rows
}

export interface LastLead {
  id: string
  received_at: Date
}

/** The last lead of each of these sources. */
export async function lastLeads(db: Db, sources: readonly string[]): Promise<Map<string, LastLead>> {
  const { rows } = await sql<LastLead & { source: string }>`
    select s.id as source, l.id, l.received_at from unnest(${sources}::text[]) as s(id)
      cross join lateral (select id, received_at ${newestWith('source', sql`s.id`)} limit 1) l`.execute(db)
  return new Map(rows.map(({ source, ...last }) => [source, last]))
}
