/** How many deliveries a filter matches, before an act on many. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { inBulk } from '../limits.ts'
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
  /** The state changed at `asOf` or later. */
  changed: boolean
  count: number
  /** There are more: they were not counted to the end. */
  capped?: true
}

/**
 * Counts what the filter matches, by destination and state.
 * @param asOf as `asOfNow` gives it
 * @param exact the states that are counted to the end. Of the others, at most `mostCounted` of each state are counted,
 * none counts as changed, and a lead that was erased counts as possible.
 * @default all states
 */
export async function countsByFilter(
  db: Db,
  filter: DeliveryFilter,
  asOf: string,
  exact: readonly DeliveryState[] = deliveryStates,
): Promise<FilterCount[]> {
  const asked = filter.state ?? deliveryStates
  const trouble = troubleStates.filter((state) => asked.includes(state))
  const others = asked.filter((state) => !troubleStates.some((one) => one === state))
  const countable = others.filter((state) => state !== 'delivered' || mayBeDelivered(filter))
  const { ids, email, lead, reference, replay, doubled } = filter
  const few = ids ?? email ?? lead ?? reference ?? replay ?? (doubled || undefined)
  const parts = [
    ...[trouble.filter(mayWait), trouble.filter((state) => !mayWait(state))]
      .filter(({ length }) => length > 0)
      .map((state) => counted({ ...filter, state }, asOf)),
    ...countable.map((state) =>
      exact.includes(state) || few
        ? counted({ ...filter, state: [state] }, asOf)
        : countedSoFar({ ...filter, state: [state] }),
    ),
  ]
  if (parts.length === 0) return []
  const counts = sql<FilterCount>`
    select c.destination, c.state, t.state as "destinationState", t.configured and c.possible as possible, c.changed,
      sum(c.n)::int as count
    from (${sql.join(parts, sql` union all `)}) c join destinations t on t.id = c.destination
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`
  // Millions of delivered leads may be counted to the end, if all are to be sent again.
  const { rows } = await inBulk(db, (tx) => counts.execute(tx))
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
function counted(filter: DeliveryFilter, asOf: string): Condition {
  const possible = filter.state?.every(mayWait)
    ? sql`true`
    : sql`(select e.state from leads e where e.id = d.lead_id) <> 'erased'`
  return sql`
    (select d.destination, d.state, ${possible} as possible, d.changed_at >= ${asOf}::timestamptz as changed,
      count(*) as n
    from ${deliveriesMatching(filter)} group by 1, 2, 3, 4)`
}

/** Counts at each destination to `mostCounted` at most; of an offer, at all destinations together. */
function countedSoFar(filter: DeliveryFilter): Condition {
  if (filter.offer !== undefined) {
    return sql`
      (select d.destination, d.state, true as possible, false as changed, count(*) as n from deliveries d
      where d.id = any(array(${newestIds(filter, mostCounted)})) group by 1, 2)`
  }
  const { state, destination, from, to, ...others } = filter
  return sql`
    (select t.id as destination, ${state?.[0]}::text as state, true as possible, false as changed, x.n
    from destinations t cross join lateral (
      select count(*) as n from (select from deliveries d
        where d.destination = t.id and ${inStates(state ?? [])} and ${leadWithin({ from, to })}
          and ${matchingAlone(others)}
        order by d.lead_id desc limit ${mostCounted}) d) x
    where x.n > 0 and ${destination ? among(sql`t.id`, destination) : sql`true`})`
}

function markCapped(rows: readonly FilterCount[], exact: readonly DeliveryState[]): FilterCount[] {
  return rows.map((row) => (row.count >= mostCounted && !exact.includes(row.state) ? { ...row, capped: true } : row))
}
