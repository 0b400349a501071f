/** What may have left: written right before it does, so that of a dead worker's deliveries the others know which did not. */
import { sql } from 'kysely'
import type { Db } from './db.ts'

/**
 * @param deliveries all that this worker may have sent and has not settled: one row holds them, however many leave at once.
 * @returns `false`: the worker was taken for dead, its deliveries are others' now, and nothing may leave.
 */
export async function depart(db: Db, worker: string, deliveries: readonly string[]): Promise<boolean> {
  // The lock makes a burial wait for this commit, so that whoever takes the deliveries over sees it.
  const { rows } = await sql`
    with self as (select id from workers where id = ${worker} for key share)
    insert into departures (worker, deliveries) select id, ${deliveries}::uuid[] from self
    on conflict (worker) do update set deliveries = excluded.deliveries returning worker`.execute(db)
  return rows.length > 0
}

/** Forgets what the dead have left to nobody. */
export async function forgetDepartures(db: Db): Promise<void> {
  await sql`
    delete from departures p where not exists (select 1 from workers w where w.id = p.worker)
      and not exists (select 1 from deliveries d where d.state = 'sending' and d.worker = p.worker)`.execute(db)
}
