/** Replays of many, kept while they run: whoever dies in the middle of one, another goes on where it stopped. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import type { DeliveryFilter } from './reads/filter.ts'
import type { Tables } from './tables.ts'

export type ReplayRow = Selectable<Tables['replays']>

/** Whoever runs a replay says so again with every part. */
const lease = '30 seconds'

export interface NewReplay {
  id: string
  actor: string
  filter: DeliveryFilter
  again: boolean
  total: number
}

export async function startReplay(db: Db, replay: NewReplay): Promise<void> {
  await db
    .insertInto('replays')
    .values({ ...replay, filter: JSON.stringify(replay.filter) })
    .execute()
}

/** A replay nobody runs; from now on the caller does. */
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

/** @returns false when it was stopped, or another went on with it from the same place: then this part is not ours. */
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

/** What was asked for stays, but for the person's address: it was needed no longer than the replay ran. */
export async function finishReplay(db: Db, id: string): Promise<void> {
  await sql`
    update replays set finished_at = now(), filter = filter - 'email'
    where id = ${id}::uuid and finished_at is null`.execute(db)
}

/** Nothing more of it is put in line. @returns how far it came; undefined when it was finished already. */
export async function endReplay(db: Db, id: string): Promise<ReplayRow | undefined> {
  const { rows } = await sql<ReplayRow>`
    update replays set finished_at = now(), stopped = true, filter = filter - 'email'
    where id = ${id}::uuid and finished_at is null returning *`.execute(db)
  return rows[0]
}

/** Lets another go on with it at once. */
export async function giveUpReplay(db: Db, id: string): Promise<void> {
  await sql`update replays set lease_until = now() where id = ${id}::uuid`.execute(db)
}

export function findReplay(db: Db, id: string): Promise<ReplayRow | undefined> {
  return db.selectFrom('replays').selectAll().where('id', '=', id).executeTakeFirst()
}

export function newestReplays(db: Db): Promise<ReplayRow[]> {
  return db.selectFrom('replays').selectAll().orderBy('id', 'desc').limit(100).execute()
}
