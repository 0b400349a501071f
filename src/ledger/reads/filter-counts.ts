/** How many deliveries a filter matches, before an act on many. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { DeliveryState, DestinationState } from '../states.ts'
import { type DeliveryFilter, matchingDeliveries } from './filter.ts'

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
}

/** @param asOf as `asOfNow` gives it */
export async function countsByFilter(db: Db, filter: DeliveryFilter, asOf: string): Promise<FilterCount[]> {
  const { offer, email } = filter
  const leads = offer !== undefined || email !== undefined ? sql`join leads l on l.id = d.lead_id` : sql``
  // Erased leads are few and indexed. A join of each delivery with its lead would read as many rows again.
  const { rows } = await sql<FilterCount>`
    with counted as (
      select d.destination, d.state, e.id is null as alive, d.changed_at >= ${asOf}::timestamptz as changed,
        count(*)::int as count
      from deliveries d ${leads} left join (select id from leads where state = 'erased') e on e.id = d.lead_id
      where ${matchingDeliveries(filter)} group by 1, 2, 3, 4
    )
    select c.destination, c.state, t.state as "destinationState", t.configured and c.alive as possible, c.changed, c.count
    from counted c join destinations t on t.id = c.destination order by 1, 2, 3, 4, 5`.execute(db)
  return rows
}
