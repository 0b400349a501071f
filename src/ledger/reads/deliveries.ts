import { type Selectable, sql } from 'kysely'
import type { FailureClass } from '../../failure.ts'
import type { Db } from '../db.ts'
import type { DeliveryState } from '../states.ts'
import type { Tables } from '../tables.ts'
import { all, type DeliveryFilter, matchingDeliveries } from './filter.ts'
import { type Cut, cut, type Page } from './page.ts'

export type DeliveryRow = Selectable<Tables['deliveries']>
export type AttemptRow = Selectable<Tables['attempts']>

export interface ListedDelivery extends DeliveryRow {
  offer: string
  received_at: Date
  /** Of the lead's person; null where the lead holds none. */
  name: string | null
  company: string | null
}

/** SQL over `leads l`, for `ListedDelivery`. */
const ofLead = sql`
  l.offer, l.received_at, l.lead #>> '{person,name}' as name, l.lead #>> '{person,company}' as company`

export function deliveriesOf(db: Db, leadId: string): Promise<DeliveryRow[]> {
  return db.selectFrom('deliveries').selectAll().where('lead_id', '=', leadId).orderBy('id').execute()
}

export async function pageOfDeliveries(
  db: Db,
  filter: DeliveryFilter,
  { limit, after }: Cut,
): Promise<Page<ListedDelivery>> {
  const conditions = all([matchingDeliveries(filter), after !== undefined && sql`d.id < ${after}::uuid`])
  const { rows } = await sql<ListedDelivery>`
    select d.*, ${ofLead} from deliveries d join leads l on l.id = d.lead_id
    where ${conditions} order by d.id desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}

export async function countDeliveries(db: Db, filter: DeliveryFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${joined(filter)} where ${matchingDeliveries(filter)}`.execute(db)
  return rows[0]?.n ?? 0
}

export async function findDelivery(db: Db, id: string): Promise<ListedDelivery | undefined> {
  const { rows } = await sql<ListedDelivery>`
    select d.*, ${ofLead} from deliveries d join leads l on l.id = d.lead_id
    where d.id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** The delivery's attempts, in the order in which they ended. */
export function attemptsOf(db: Db, deliveryId: string): Promise<AttemptRow[]> {
  return db.selectFrom('attempts').selectAll().where('delivery_id', '=', deliveryId).orderBy('id').execute()
}

/** Deliveries with the same destination, state and problem. */
export interface Pile {
  destination: string
  state: DeliveryState
  class: FailureClass | ''
  problem: string
  code: string
  count: number
  oldest: Date
  newest: Date
}

/** The largest pile first, 500 at most. */
export async function pilesOf(db: Db, filter: DeliveryFilter): Promise<Pile[]> {
  const { rows } = await sql<Pile>`
    select d.destination, d.state, d.class, d.problem, d.code, count(*)::int as count, min(d.created_at) as oldest,
      max(d.created_at) as newest
    from ${joined(filter)} where ${matchingDeliveries(filter)}
    group by 1, 2, 3, 4, 5 order by count desc, 1, 2 limit 500`.execute(db)
  return rows
}

/** The leads are joined only if the filter needs them, because counts are faster without them. */
function joined({ offer, email }: DeliveryFilter) {
  const alone = offer === undefined && email === undefined
  return alone ? sql`deliveries d` : sql`deliveries d join leads l on l.id = d.lead_id`
}
