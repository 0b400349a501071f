/** Replays of many deliveries. Their progress is stored, so that another process continues if one dies. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import type { SettledHow } from './operator-tables.ts'
import type { DeliveryFilter } from './reads/filter.ts'
import type { DeliveryState } from './states.ts'
import type { Tables } from './tables.ts'

export type ReplayRow = Selectable<Tables['replays']>

/** The process that runs a replay renews its lease with every part. */
const lease = '30 seconds'

export interface NewReplay {
  id: string
  actor: string
  filter: DeliveryFilter
  again: boolean
  total: number
  /** By `asOfNow`: deliveries whose state changed later do not belong to the replay. */
  asOf: string
}

export async function startReplay(db: Db, { id, actor, filter, again, total, asOf }: NewReplay): Promise<void> {
  await sql`
    insert into replays (id, actor, filter, again, total, as_of)
    values (${id}, ${actor}, ${JSON.stringify(filter)}, ${again}, ${total}, least(${asOf}::timestamptz, now()))`.execute(
    db,
  )
}

/** Takes a replay that no process runs. From now on the caller runs it. */
export async function takeReplay(db: Db): Promise<ReplayRow | undefined> {
  const { rows } = await sql<ReplayRow>`
    update replays r set lease_until = now() + ${lease}::interval
    from (select id from replays where finished_at is null and lease_until <= now() order by id limit 1
      for update skip locked) free
    where r.id = free.id returning r.*`.execute(db)
  return rows[0]
}

export interface ReplayPosition {
  afterLead: string
  afterDestination: string
}

/**
 * Moves a replay on, and renews its lease.
 * @returns false if the replay was stopped, or if another process already continued from the same position.
 */
export async function advanceReplay(
  db: Db,
  id: string,
  from: ReplayPosition,
  to: ReplayPosition,
  done: number,
): Promise<boolean> {
  const { rows } = await sql`
    update replays set done = done + ${done}, after_lead = ${to.afterLead}::uuid,
      after_destination = ${to.afterDestination}, lease_until = now() + ${lease}::interval
    where id = ${id}::uuid and after_lead = ${from.afterLead}::uuid and after_destination = ${from.afterDestination}
      and finished_at is null
    returning id`.execute(db)
  return rows.length > 0
}

/** Ends a replay. Its filter is kept without the person's address, which is needed only while the replay runs. */
export async function finishReplay(db: Db, id: string): Promise<void> {
  await sql`
    update replays set finished_at = now(), filter = filter - 'email'
    where id = ${id}::uuid and finished_at is null`.execute(db)
}

/** Stops a replay: no more deliveries become due. @returns its progress; undefined if it had already finished. */
export async function endReplay(db: Db, id: string): Promise<ReplayRow | undefined> {
  const { rows } = await sql<ReplayRow>`
    update replays set finished_at = now(), stopped = true, filter = filter - 'email'
    where id = ${id}::uuid and finished_at is null returning *`.execute(db)
  return rows[0]
}

/** Lets another process continue the replay at once. */
export async function giveUpReplay(db: Db, id: string): Promise<void> {
  await sql`update replays set lease_until = now() where id = ${id}::uuid`.execute(db)
}

export function findReplay(db: Db, id: string): Promise<ReplayRow | undefined> {
  return db.selectFrom('replays').selectAll().where('id', '=', id).executeTakeFirst()
}

/** How many deliveries of a replay are in each state. Deliveries that were replayed again since are left out. */
export async function statesOfReplay(db: Db, id: string): Promise<{ state: DeliveryState; count: number }[]> {
  const { rows } = await sql<{ state: DeliveryState; count: number }>`
    select state, count(*)::int as count from deliveries where replay = ${id}::uuid group by 1`.execute(db)
  return rows
}

/** A replay that put the delivery in line. */
export interface Lineage {
  at: Date
  actor: string
  /** The replay of many; null if the delivery was replayed alone. */
  replay: string | null
  /** The state before. */
  state: DeliveryState
  undone_at: Date | null
  /** The number of claims before the replay. */
  generation: number
  /** Who had settled the delivery before, and how; blank if an attempt had. */
  settled_by: string
  settled_how: SettledHow | ''
  settled_why: string
}

/** The replays of a delivery, newest first, 100 at most. */
export async function lineageOf(db: Db, delivery: string): Promise<Lineage[]> {
  const { rows } = await sql<Lineage>`
    select at, actor, replay, state, undone_at, generation, settled_by, settled_how, settled_why from replayed
    where delivery = ${delivery}::uuid order by at desc limit 100`.execute(db)
  return rows
}

export function newestReplays(db: Db): Promise<ReplayRow[]> {
  return db.selectFrom('replays').selectAll().orderBy('id', 'desc').limit(100).execute()
}
