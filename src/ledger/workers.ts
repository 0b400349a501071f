import { sql } from 'kysely'
import type { Db } from './open.ts'

/** A worker whose beat is older is taken for dead and its deliveries are taken from it. */
export const deadAfterMs = 15_000

export async function beat(db: Db, id: string, role: string): Promise<void> {
  await sql`
    insert into workers (id, role, pid) values (${id}, ${role}, ${process.pid})
    on conflict (id) do update set beat_at = now()`.execute(db)
}

export async function leave(db: Db, id: string): Promise<void> {
  await db.deleteFrom('workers').where('id', '=', id).execute()
}

/** Forgets the dead. @returns how many there were. */
export async function buryDead(db: Db): Promise<number> {
  const { rows } = await sql`
    delete from workers where beat_at < now() - ${deadAfterMs} * interval '1 ms' returning id`.execute(db)
  return rows.length
}
