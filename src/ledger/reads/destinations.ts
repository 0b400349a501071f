import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import type { DeliveryState } from '../states.ts'
import type { Tables } from '../tables.ts'
import { inTrouble } from './filter.ts'

export type DestinationRow = Selectable<Tables['destinations']>

export type Counts = Partial<Record<DeliveryState, number>>

/** All configured destinations, and removed destinations for which leads still wait. */
export async function listDestinations(db: Db): Promise<DestinationRow[]> {
  const { rows } = await sql<DestinationRow>`
    select d.* from destinations d cross join lateral (
      select exists (select from unnest(array['queued', 'sending', 'waiting', 'held', 'uncertain']) s cross join lateral (
        select from deliveries x where x.destination = d.id and x.state = s limit 1) x) as waits offset 0) w
    where d.configured or w.waits order by d.id`.execute(db)
  return rows
}

export function findDestination(db: Db, id: string): Promise<DestinationRow | undefined> {
  return db.selectFrom('destinations').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * The number of deliveries in each state but `delivered`, by destination. All that were ever delivered would take long
 * to count, and mean little: see the figures by the hour.
 */
export async function countByDestination(db: Db, destination?: string): Promise<Map<string, Counts>> {
  const only = destination === undefined ? sql`true` : sql`d.destination = ${destination}`
  const { rows } = await sql<{ destination: string; state: DeliveryState; n: number }>`
    select d.destination, d.state, count(*)::int as n from deliveries d where ${inTrouble} and ${only} group by 1, 2
    union all
    select t.id, s.state, x.n from destinations t cross join (values ('queued'), ('sending'), ('cancelled')) s (state)
      cross join lateral (select count(*)::int as n from deliveries d where d.destination = t.id and d.state = s.state) x
    where x.n > 0 and t.id = coalesce(${destination ?? null}, t.id)`.execute(db)
  const counts = new Map<string, Counts>()
  for (const row of rows) counts.set(row.destination, { ...counts.get(row.destination), [row.state]: row.n })
  return counts
}
