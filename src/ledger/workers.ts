import { sql } from 'kysely'
import type { Db } from './db.ts'
import { forgetDepartures } from './departures.ts'

/** A worker without a heartbeat for this long (ms) counts as dead, and other workers take over its deliveries. */
export const deadAfterMs = 12_000

export async function removeWorker(db: Db, id: string): Promise<void> {
  await db.deleteFrom('workers').where('id', '=', id).execute()
  await forgetDepartures(db)
}

/**
 * Removes the dead workers.
 * @param self the calling worker: it lives, however late its own heartbeat is.
 * @returns how many were removed.
 */
export async function removeDeadWorkers(db: Db, self: string): Promise<number> {
  const { rows } = await sql`
    delete from workers where beat_at < now() - ${deadAfterMs} * interval '1 ms' and id <> ${self} returning id`.execute(
    db,
  )
  return rows.length
}
