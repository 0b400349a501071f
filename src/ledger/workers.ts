import { sql } from 'kysely'
import type { Db } from './db.ts'
import { forgetDepartures } from './departures.ts'

/** A worker whose beat is older is taken for dead and its deliveries are taken from it. */
export const deadAfterMs = 12_000

export async function removeWorker(db: Db, id: string): Promise<void> {
  await db.deleteFrom('workers').where('id', '=', id).execute()
  await forgetDepartures(db)
}

/**
 * Forgets the dead.
 * @param self the worker that asks: it lives, however late its own beat is.
 * @returns how many there were.
 */
export async function removeDeadWorkers(db: Db, self: string): Promise<number> {
  const { rows } = await sql`
    delete from workers where beat_at < now() - ${deadAfterMs} * interval '1 ms' and id <> ${self} returning id`.execute(
    db,
  )
  return rows.length
}
