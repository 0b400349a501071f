import { sql } from 'kysely'
import type { Db } from './db.ts'
import { forgetDepartures } from './departures.ts'

/** A worker whose beat is older is taken for dead and its deliveries are taken from it. */
export const deadAfterMs = 12_000

/** @returns whether the worker was known: `false` at its first beat, and after it was taken for dead. */
export async function beat(db: Db, id: string, role: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    insert into workers (id, role, pid) values (${id}, ${role}, ${process.pid})
    on conflict (id) do update set beat_at = now() returning xmax <> 0 as known`.execute(db)
  return rows[0]?.known ?? false
}

export async function leave(db: Db, id: string): Promise<void> {
  await db.deleteFrom('workers').where('id', '=', id).execute()
  await forgetDepartures(db)
}

/**
 * Forgets the dead.
 * @param self the worker that asks: it lives, however late its own beat is.
 * @returns how many there were.
 */
export async function buryDead(db: Db, self: string): Promise<number> {
  const { rows } = await sql`
    delete from workers where beat_at < now() - ${deadAfterMs} * interval '1 ms' and id <> ${self} returning id`.execute(
    db,
  )
  return rows.length
}

/** Whether this is the worker that started first of those that live: what one alone is to do, it does. */
export async function isEldest(db: Db, id: string): Promise<boolean> {
  const first = await db.selectFrom('workers').select('id').orderBy('id').limit(1).executeTakeFirst()
  return first?.id === id
}
