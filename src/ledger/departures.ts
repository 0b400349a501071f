/**
 * Departures: written right before a request leaves, so that others know which deliveries of a dead worker were not
 * sent.
 */
import { sql } from 'kysely'
import type { Db } from './db.ts'

/**
 * Writes the departure of this worker's deliveries.
 * @param deliveries all deliveries that this worker may have sent and has not settled. One row has them all.
 * @returns `false`: the worker was taken for dead, other workers take its deliveries over, and no request may leave.
 */
export async function depart(db: Db, worker: string, deliveries: readonly string[]): Promise<boolean> {
  // The lock makes the removal of a dead worker wait for this commit, so that the next worker sees the departure.
  const { rows } = await sql`
    with self as (select id from workers where id = ${worker} for key share)
    insert into departures (worker, deliveries) select id, ${deliveries}::uuid[] from self
    on conflict (worker) do update set deliveries = excluded.deliveries returning worker`.execute(db)
  return rows.length > 0
}

/** Deletes departures of workers that are not alive any more and have no delivery in `sending`. */
export async function forgetDepartures(db: Db): Promise<void> {
  await sql`
    delete from departures p where not exists (select 1 from workers w where w.id = p.worker)
      and not exists (select 1 from deliveries d where d.state = 'sending' and d.worker = p.worker)`.execute(db)
}
