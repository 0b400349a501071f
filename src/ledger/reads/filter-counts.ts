/** How many deliveries a filter matches, before a replay or a cancellation. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { type DeliveryState, type DestinationState, deliveryStates } from '../states.ts'
import { mayBeDelivered, newestIds } from './delivery-ids.ts'
import {
  among,
  type Condition,
  type DeliveryFilter,
  deliveriesMatching,
  inStates,
  leadWithin,
  matchingAlone,
  troubleStates,
} from './filter.ts'
import { mostCounted } from './page.ts'

export interface FilterCount {
  destination: string
  state: DeliveryState
  /** If the destination is not open, replayed deliveries wait there. */
  destinationState: DestinationState
  /** False if the destination is not configured, or the lead was erased. */
  possible: boolean
  count: number
  /** There are more: they were not counted to the end. */
  capped?: true
}

/**
 * Counts what the filter matches, by destination and state.
 * @param exact the states that are counted to the end. Of the others, at most `mostCounted` of each state are counted,
 * and a lead that was erased counts as possible.
 * @default all states
 */
export async function countsByFilter(
  db: Db,
  filter: DeliveryFilter,
  exact: readonly DeliveryState[] = deliveryStates,
): Promise<FilterCount[]> {
  const asked = filter.state ?? deliveryStates
  const trouble = troubleStates.filter((state) => asked.includes(state))
  const others = asked.filter((state) => !troubleStates.some((one) => one === state))
  const countable = others.filter((state) => state !== 'delivered' || mayBeDelivered(filter))
  const few = filter.email ?? filter.lead ?? filter.reference ?? (filter.doubled || undefined)
  const parts = [
    ...[trouble.filter(mayWait), trouble.filter((state) => !mayWait(state))]
      .filter(({ length }) => length > 0)
      .map((state) => counted({ ...filter, state })),
    ...countable.map((state) =>
      exact.includes(state) || few
        ? counted({ ...filter, state: [state] })
        : countedSoFar({ ...filter, state: [state] }),
    ),
  ]
  if (parts.length === 0) return []
  const { rows } = await sql<FilterCount>`
    select c.destination, c.state, t.state as "destinationState", t.configured and c.possible as possible,
      sum(c.n)::int as count
    from (${sql.join(parts, sql` union all `)}) c join destinations t on t.id = c.destination
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(db)
  return markCapped(rows, exact)
}

/** Such a delivery is cancelled when its lead is erased. */
function mayWait(state: DeliveryState): boolean {
  return ['queued', 'sending', 'waiting', 'held'].includes(state)
}

/**
 * Only deliveries that have ended need a look at their leads. Each lead is looked up by itself: of a join, the planner
 * cannot tell how many leads are erased.
 */
function counted(filter: DeliveryFilter): Condition {
  const possible = filter.state?.every(mayWait)
    ? sql`true`
    : sql`(select e.state from leads e where e.id = d.lead_id) <> 'erased'`
  return sql`
    (select d.destination, d.state, ${possible} as possible, count(*) as n
    from ${deliveriesMatching(filter)} group by 1, 2, 3)`
}

/** Counts at each destination to `mostCounted` at most; of an offer, at all destinations together. */
function countedSoFar(filter: DeliveryFilter): Condition {
  if (filter.offer !== undefined) {
    return sql`
      (select d.destination, d.state, true as possible, count(*) as n from deliveries d
      where d.id = any(array(${newestIds(filter, mostCounted)})) group by 1, 2)`
  }
  const { state, destination, from, to, ...others } = filter
  return sql`
    (select t.id as destination, ${state?.[0]}::text as state, true as possible, x.n from destinations t cross join lateral (
      select count(*) as n from (select from deliveries d
        where d.destination = t.id and ${inStates(state ?? [])} and ${leadWithin({ from, to })}
          and ${matchingAlone(others)}
        order by d.lead_id desc limit ${mostCounted}) d) x
    where x.n > 0 and ${destination ? among(sql`t.id`, destination) : sql`true`})`
}

function markCapped(rows: readonly FilterCount[], exact: readonly DeliveryState[]): FilterCount[] {
  return rows.map((row) => (row.count >= mostCounted && !exact.includes(row.state) ? { ...row, capped: true } : row))
}
