/** How many deliveries a filter matches, before a replay or a cancellation. */
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
  count: number
}

export async function countsByFilter(db: Db, filter: DeliveryFilter): Promise<FilterCount[]> {
  const { rows } = await sql<FilterCount>`
    select d.destination, d.state, t.state as "destinationState",
      t.configured and l.lead is not null as possible, count(*)::int as count
    from deliveries d join leads l on l.id = d.lead_id join destinations t on t.id = d.destination
    where ${matchingDeliveries(filter)} group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(db)
  return rows
}
