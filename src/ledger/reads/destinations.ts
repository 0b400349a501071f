import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import type { DeliveryState } from '../states.ts'
import type { Tables } from '../tables.ts'

export type DestinationRow = Selectable<Tables['destinations']>

export type Counts = Partial<Record<DeliveryState, number>>

/** All configured destinations, and removed destinations for which leads still wait. */
export async function listDestinations(db: Db): Promise<DestinationRow[]> {
  const { rows } = await sql<DestinationRow>`
    select * from destinations d where d.configured or exists (select 1 from deliveries x
      where x.destination = d.id and x.state in ('queued', 'sending', 'waiting', 'held', 'uncertain')) order by id`.execute(
    db,
  )
  return rows
}

export function findDestination(db: Db, id: string): Promise<DestinationRow | undefined> {
  return db.selectFrom('destinations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The number of deliveries in each state, by destination. */
export async function countByDestination(db: Db, destination?: string): Promise<Map<string, Counts>> {
  const only = destination === undefined ? sql`true` : sql`destination = ${destination}`
  const { rows } = await sql<{ destination: string; state: DeliveryState; n: number }>`
    select destination, state, count(*)::int as n from deliveries where ${only} group by 1, 2`.execute(db)
  const counts = new Map<string, Counts>()
  for (const row of rows) counts.set(row.destination, { ...counts.get(row.destination), [row.state]: row.n })
  return counts
}
