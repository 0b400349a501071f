/** Stamps: what an act on a thing depends on. Equal stamps mean that nothing happened to it between two looks. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { AuditRow } from '../audit.ts'
import type { Db } from '../db.ts'
import type { ReplayRow } from '../replays.ts'
import type { DeliveryRow } from './deliveries.ts'
import type { DestinationRow } from './destinations.ts'

/** A kind of thing on which operators act. */
export type Kind = 'destinations' | 'deliveries' | 'replays'

/** What is stamped, and how a person is told its present state. */
interface Stamped {
  stamp: string
  state: string
  /** The subjects of the acts that may have changed it. */
  subjects: string[]
}

export function destinationStamp(row: DestinationRow): string {
  const { id, state, since, held_by, settings_hash, configured, problem, code } = row
  return stampOf(since, [id, state, held_by, settings_hash, configured, problem, code])
}

export function deliveryStamp(row: DeliveryRow): string {
  const { id, state, generation, replays, created_at, queued_at, settled_at } = row
  const changed = new Date(Math.max(created_at.getTime(), queued_at.getTime(), settled_at?.getTime() ?? 0))
  return stampOf(changed, [id, state, generation, replays])
}

export function replayStamp({ id, created_at, finished_at, stopped, undo_asked_at }: ReplayRow): string {
  return stampOf(undo_asked_at ?? finished_at ?? created_at, [id, finished_at !== null, stopped])
}

/** The time of the present state in milliseconds (base 36), and a digest. */
function stampOf(changed: Date, parts: readonly unknown[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([changed, ...parts]))
    .digest('base64url')
  return `${changed.getTime().toString(36)}-${digest.slice(0, 16)}`
}

/**
 * Locks the thing until the transaction ends. A transaction that also locks leads must lock them before.
 * @returns undefined if there is no such thing.
 */
export async function lockStamp(tx: Db, kind: Kind, id: string): Promise<Stamped | undefined> {
  switch (kind) {
    case 'destinations': {
      const { rows } = await sql<DestinationRow>`select * from destinations where id = ${id} for update`.execute(tx)
      const [row] = rows
      return row && { stamp: destinationStamp(row), state: row.state, subjects: [id] }
    }
    case 'deliveries': {
      const { rows } = await sql<DeliveryRow>`select * from deliveries where id = ${id}::uuid for update`.execute(tx)
      const [row] = rows
      return row && { stamp: deliveryStamp(row), state: row.state, subjects: [id, row.destination] }
    }
    case 'replays': {
      const { rows } = await sql<ReplayRow>`select * from replays where id = ${id}::uuid for update`.execute(tx)
      const [row] = rows
      const state = row?.stopped ? 'stopped' : row?.finished_at ? 'done' : 'running'
      return row && { stamp: replayStamp(row), state, subjects: [id] }
    }
  }
}

/** Acts that leave their thing as it is. */
const harmless = ['check', 'test-lead']

/** What people did to these subjects after the time of a stamp, newest first, five at most. */
export async function actsSince(db: Db, stamp: string, subjects: readonly string[]): Promise<AuditRow[]> {
  const made = Number.parseInt(stamp, 36)
  // A client may send any text as a stamp.
  const since = new Date(made > 0 && made < Date.now() ? made : 0)
  const { rows } = await sql<AuditRow>`
    select * from audit where subject = any(${subjects}) and at >= ${since}::timestamptz + interval '1 ms'
      and not action = any(${harmless})
    order by id desc limit 5`.execute(db)
  return rows
}
