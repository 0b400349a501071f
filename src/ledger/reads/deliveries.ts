import { type Selectable, sql } from 'kysely'
import type { FailureClass } from '../../failure.ts'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import { type DeliveryState, deliveryStates } from '../states.ts'
import type { Tables } from '../tables.ts'
import { isByLead, newestIds } from './delivery-ids.ts'
import { type DeliveryFilter, deliveriesMatching, troubleStates } from './filter.ts'
import { type Cut, cut, mostCounted, type Page } from './page.ts'

export type DeliveryRow = Selectable<Tables['deliveries']>
export type AttemptRow = Selectable<Tables['attempts']>

export interface ListedDelivery extends DeliveryRow {
  offer: string
  received_at: Date
  erased: boolean
  /** Of the lead's person; null where the lead holds none. */
  name: string | null
  company: string | null
}

/** SQL over `leads l`, for `ListedDelivery`. */
const ofLead = sql`
  l.offer, l.received_at, l.state = 'erased' as erased, l.lead #>> '{person,name}' as name,
  l.lead #>> '{person,company}' as company`

export function deliveriesOf(db: Db, leadId: string): Promise<DeliveryRow[]> {
  return db.selectFrom('deliveries').selectAll().where('lead_id', '=', leadId).orderBy('id').execute()
}

/** The newest first; of an offer, the deliveries of the newest leads first. */
export async function pageOfDeliveries(
  db: Db,
  filter: DeliveryFilter,
  { limit, after }: Cut,
): Promise<Page<ListedDelivery>> {
  const order = isByLead(filter) ? sql`d.lead_id desc, d.id desc` : sql`d.id desc`
  // Ids as an array, because the planner cannot tell how few they are, and would read the whole table.
  const { rows } = await sql<ListedDelivery>`
    with page as materialized (
      select * from deliveries d where d.id = any(array(${newestIds(filter, limit + 1, after)}))
    )
    select d.*, ${ofLead} from page d join leads l on l.id = d.lead_id
    where l.id = any(array(select lead_id from page)) order by ${order}`.execute(db)
  return cut(rows, limit)
}

/** At most `mostCounted`, which means that there are more. */
export async function countDeliveries(db: Db, filter: DeliveryFilter): Promise<number> {
  const { rows } = await byIndex(db, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from (${newestIds(filter, mostCounted)}) found`.execute(tx),
  )
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

/** The largest pile first, 500 at most. What arrived is in no pile. */
export async function pilesOf(db: Db, filter: DeliveryFilter): Promise<Pile[]> {
  const { state = deliveryStates } = filter
  // Deliveries in trouble are counted in their index alone.
  const kinds = [troubleStates, ['queued', 'sending', 'cancelled'] as const].map((kind) =>
    state.filter((one) => kind.some((known) => known === one)),
  )
  const parts = kinds.filter(({ length }) => length > 0).map((kind) => piles({ ...filter, state: kind }))
  if (parts.length === 0) return []
  const { rows } = await sql<Pile>`
    select * from (${sql.join(parts, sql` union all `)}) piles order by count desc, 1, 2 limit 500`.execute(db)
  return rows
}

function piles(filter: DeliveryFilter) {
  return sql`
    select d.destination, d.state, d.class, d.problem, d.code, count(*)::int as count, min(d.created_at) as oldest,
      max(d.created_at) as newest
    from ${deliveriesMatching(filter)} group by 1, 2, 3, 4, 5`
}
