/** Undos of replays of many. They are stored with the replay, so that another process continues if one dies. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { canBeTakenBack } from './operator-moves.ts'
import type { ReplayRow } from './replays.ts'

/** The process that runs an undo renews its lease with every part. */
const lease = '30 seconds'

/** What an undo would do at this moment. */
export interface UndoPlan {
  /** They are in line by the replay, and go back. */
  total: number
  /** Left: an attempt has begun since. */
  attempted: number
  /** Left: cancelled, settled or released since. */
  other: number
}

/** Deliveries that were replayed again since belong to the later replay, and are not counted. */
export async function planOfUndo(db: Db, replay: string): Promise<UndoPlan> {
  const { rows } = await sql<UndoPlan>`
    select count(*) filter (where ${canBeTakenBack})::int as total,
      count(*) filter (where d.generation <> r.generation)::int as attempted,
      count(*) filter (where d.generation = r.generation and not ${canBeTakenBack})::int as other
    from deliveries d join replayed r on r.delivery = d.id and r.replay = d.replay and r.undone_at is null
      join destinations t on t.id = d.destination
    where d.replay = ${replay}::uuid`.execute(db)
  return rows[0]!
}

/** Enters the undo of a replay that has ended. @returns false if one runs already */
export async function enterUndo(db: Db, replay: string, actor: string): Promise<boolean> {
  const { rows } = await sql`
    update replays set undo_actor = ${actor}, undo_asked_at = now(), undo_ended_at = null, lease_until = now()
    where id = ${replay}::uuid and (undo_asked_at is null or undo_ended_at is not null) returning id`.execute(db)
  return rows.length > 0
}

/** Takes an undo that no process runs. From now on the caller runs it. */
export async function takeUndo(db: Db): Promise<ReplayRow | undefined> {
  const { rows } = await sql<ReplayRow>`
    update replays r set lease_until = now() + ${lease}::interval
    from (select id from replays where undo_asked_at is not null and undo_ended_at is null and lease_until <= now()
      order by id limit 1 for update skip locked) free
    where r.id = free.id returning r.*`.execute(db)
  return rows[0]
}

export async function leaseUndo(db: Db, replay: string): Promise<void> {
  await sql`update replays set lease_until = now() + ${lease}::interval where id = ${replay}::uuid`.execute(db)
}

/** @returns how many deliveries of the replay were taken back, by this undo and by others */
export async function endUndo(db: Db, replay: string): Promise<number> {
  const { rows } = await sql<{ undone: number }>`
    update replays set undo_ended_at = now() where id = ${replay}::uuid returning undone`.execute(db)
  return rows[0]?.undone ?? 0
}
