/** Who is signed in. The ledger knows the SHA-256 of a session's secret, never the secret. */
import { type Selectable, sql } from 'kysely'
import { audit } from './audit.ts'
import { fromNow } from './clock.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

export type SessionRow = Selectable<Tables['sessions']>

/** Milliseconds: without a request, and at most. */
const lasts = { idle: 8 * 3_600_000, most: 7 * 24 * 3_600_000 }

const isLive = sql`ends_at > now() and seen_at > ${fromNow(-lasts.idle)}`

type NewSession = Pick<SessionRow, 'id' | 'key' | 'proof' | 'name' | 'role' | 'seal'>

/**
 * Opens a session, forgets those that are over, and writes the audit.
 * @param before key of the browser's session until now, which ends.
 */
export function openSession(db: Db, opened: NewSession, before: Buffer | undefined): Promise<void> {
  const { id, key, proof, name, role, seal } = opened
  return db.transaction().execute(async (tx) => {
    await sql`delete from sessions where not (${isLive}) or key = ${before ?? null}`.execute(tx)
    await sql`
      insert into sessions (id, key, proof, name, role, seal, ends_at)
      values (${id}, ${key}, ${proof}, ${name}, ${role}, ${seal}, ${fromNow(lasts.most)})`.execute(tx)
    await audit(tx, { actor: name, action: 'sign-in', subject: id, detail: { by: proof, role } })
  })
}

/**
 * The live session of this key.
 * @param counts its time without a request begins again, which is written once a minute at most
 */
export async function findSession(db: Db, key: Buffer, counts: boolean): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    with found as (select * from sessions where key = ${key} and ${isLive}),
      seen as (
        update sessions s set seen_at = now() from found f
        where s.id = f.id and ${counts} and f.seen_at < now() - interval '1 minute' returning s.*)
    select * from seen union all select * from found where not exists (select from seen)`.execute(db)
  return rows[0]
}

/** @returns false if no session has this id. @param actor undefined: no person ended it, it had lost its ground. */
export function endSession(db: Db, id: string, actor?: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<Pick<SessionRow, 'name'>>`
      delete from sessions where id = ${id}::uuid returning name`.execute(tx)
    const ended = rows[0]
    if (ended && actor !== undefined) {
      const detail = actor === ended.name ? {} : { of: ended.name }
      await audit(tx, { actor, action: 'sign-out', subject: id, detail })
    }
    return ended !== undefined
  })
}

/** The last one opened is the first; 500 at most. */
export async function liveSessions(db: Db): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`select * from sessions where ${isLive} order by id desc limit 500`.execute(db)
  return rows
}

/** When the session ends, if no request comes. */
export function endOf({ seen_at, ends_at }: Pick<SessionRow, 'seen_at' | 'ends_at'>): Date {
  return new Date(Math.min(seen_at.getTime() + lasts.idle, ends_at.getTime()))
}
