/** The history of each destination's state: what the hub did, and what people did. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { all } from './reads/filter.ts'
import { type Cut, cut, type Page } from './reads/page.ts'
import type { Tables } from './tables.ts'

export type DestinationChange = Selectable<Tables['destination_changes']>

/**
 * Enters the destination's present state. Call it in the transaction that changed the state.
 * @param actor who did it; blank if the hub did. Only a person's own words are kept as the reason, because a far end's
 * message may tell of a lead.
 */
export async function noteChange(tx: Db, destination: string, actor = ''): Promise<void> {
  await sql`
    insert into destination_changes (destination, state, problem, code, actor, reason)
    select id, state, problem, code, ${actor}, case when held_by <> '' then message else '' end
    from destinations where id = ${destination}`.execute(tx)
}

/** The newest first. */
export async function pageOfChanges(
  db: Db,
  destination: string,
  { limit, after }: Cut,
): Promise<Page<DestinationChange>> {
  const older = all([after !== undefined && sql`id < ${after}::bigint`])
  const { rows } = await sql<DestinationChange>`
    select * from destination_changes where destination = ${destination} and ${older}
    order by id desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}
