import { type Selectable, sql } from 'kysely'
import { audit } from '../audit.ts'
import type { Db } from '../db.ts'
import type { DeliveryState } from '../states.ts'
import type { Tables } from '../tables.ts'
import { all, type Condition, type LeadFilter, matchingLeads } from './filter.ts'
import { type Cut, cut, type Page } from './page.ts'

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
  const conditions = all([among, matchingLeads(filter), after !== undefined && sql`l.id < ${after}::uuid`])
  const { rows } = await sql<ListedLead>`
    select l.id, l.source, l.state, l.received_at, l.reason, l.offer, l.test, l.email,
      l.lead #>> '{person,name}' as name, l.lead #>> '{person,company}' as company, l.lead #>> '{action,code}' as action
    from leads l where ${conditions} order by l.id desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}

export async function countLeads(db: Db, filter: LeadFilter, among?: Condition): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from leads l where ${all([among, matchingLeads(filter)])}`.execute(db)
  return rows[0]?.n ?? 0
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
    select id, lead_id, destination, state from deliveries
    where lead_id = any(${leads}::uuid[]) order by lead_id, id`.execute(db)
  return Map.groupBy(rows, ({ lead_id }) => lead_id)
}
