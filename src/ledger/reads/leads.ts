import { type Selectable, sql } from 'kysely'
import { audit } from '../audit.ts'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import type { DeliveryState } from '../states.ts'
import type { Tables } from '../tables.ts'
import { all, type Condition, type LeadFilter, matchingLeads } from './filter.ts'
import { type Cut, cut, mostCounted, type Page } from './page.ts'

export type LeadRow = Selectable<Tables['leads']>

export interface ListedLead extends Pick<LeadRow, 'id' | 'source' | 'state' | 'received_at' | 'reason'> {
  offer: string
  test: boolean
  email: string
  name: string | null
  company: string | null
  action: string | null
}

export interface LeadsDelivery {
  id: string
  lead_id: string
  destination: string
  state: DeliveryState
}

/** @param among a condition on `l.id` that comes before the filter. */
export async function pageOfLeads(
  db: Db,
  filter: LeadFilter,
  { limit, after }: Cut,
  among?: Condition,
): Promise<Page<ListedLead>> {
  const ids = newestIds(filter, { limit: limit + 1, before: after, among })
  const { rows } = await sql<ListedLead>`
    select l.id, l.source, l.state, l.received_at, l.reason, l.offer, l.test, l.email,
      l.lead #>> '{person,name}' as name, l.lead #>> '{person,company}' as company, l.lead #>> '{action,code}' as action
    from leads l where l.id = any(array(${ids})) order by l.id desc`.execute(db)
  return cut(rows, limit)
}

/** At most `mostCounted`, which means that there are more. @param among as for a page */
export async function countLeads(db: Db, filter: LeadFilter, among?: Condition): Promise<number> {
  const ids = newestIds(filter, { limit: mostCounted, among })
  const { rows } = await byIndex(db, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from (${ids}) found`.execute(tx),
  )
  return rows[0]?.n ?? 0
}

interface Part {
  limit: number
  before?: string | undefined
  among?: Condition | undefined
}

/** SQL for the ids of at most `limit` leads, the newest first. Each state has its own part of the index. */
function newestIds(filter: LeadFilter, { limit, before, among }: Part): Condition {
  const rest = [among, before !== undefined && sql`l.id < ${before}::uuid`]
  if ((filter.ids ?? filter.email) !== undefined) {
    return sql`(with found as materialized (select l.id from leads l where ${all([matchingLeads(filter), ...rest])})
      select id from found order by id desc limit ${limit})`
  }
  const named = among !== undefined || filter.samePersonAs !== undefined
  const states = (!named && filter.state?.map((state) => [state])) || [filter.state]
  const parts = states.map((state) => {
    const matching = all([...rest, matchingLeads({ ...filter, state })])
    return sql`(select l.id from leads l where ${matching} order by l.id desc limit ${limit})`
  })
  if (parts.length === 1) return parts[0]!
  return sql`select id from (${sql.join(parts, sql` union all `)}) parts order by id desc limit ${limit}`
}

export function findLead(db: Db, id: string): Promise<LeadRow | undefined> {
  return db.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The lead in full. Who was shown it stands in the audit before they are. */
export function revealLead(db: Db, id: string, actor: string): Promise<LeadRow | undefined> {
  return db.transaction().execute(async (tx) => {
    const lead = await findLead(tx, id)
    if (lead) await audit(tx, { actor, action: 'reveal', subject: id })
    return lead
  })
}

/** The deliveries of these leads, by lead. */
export async function deliveriesOfLeads(db: Db, leads: readonly string[]): Promise<Map<string, LeadsDelivery[]>> {
  const { rows } = await sql<LeadsDelivery>`
    select d.* from unnest(${[...leads]}::uuid[]) as l (id) cross join lateral (
      select id, lead_id, destination, state from deliveries d where d.lead_id = l.id offset 0) d
    order by d.lead_id, d.id`.execute(db)
  return Map.groupBy(rows, ({ lead_id }) => lead_id)
}
