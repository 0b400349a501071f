/** A destination's state as operators set it. The hub itself never opens what an operator held or paused. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { Trouble } from './destinations.ts'
import { stopDue } from './moves.ts'
import type { DestinationState } from './states.ts'

/** Holds the destination and its leads until an operator releases it. @returns the state before. */
export async function holdByOperator(
  tx: Db,
  id: string,
  actor: string,
  reason: string,
): Promise<DestinationState | undefined> {
  const { rows } = await sql<{ state: DestinationState }>`
    update destinations d set state = 'held', held_by = ${actor}, message = ${reason}, since = now(),
      problem = case was.state when 'held' then d.problem else '' end,
      code = case was.state when 'held' then d.code else '' end, status = case was.state when 'held' then d.status end,
      probe_at = null, probes = 0, probe_delivery = null, refusal = '', awaits_new = false
    from (select id, state from destinations where id = ${id} for update) was
    where d.id = was.id returning was.state`.execute(tx)
  // A separate statement, as in `hold` (destinations.ts): only a later statement sees deliveries that fan-outs just
  // made.
  await stopDue(tx, id, 'hold', undefined)
  return rows[0]?.state
}

/** Pauses the destination. @returns the state before; undefined if it was paused already. */
export async function pauseByOperator(db: Db, id: string): Promise<DestinationState | undefined> {
  const { rows } = await sql<{ state: DestinationState }>`
    update destinations d set state = 'paused', since = now(), held_by = '', probe_at = null, probe_delivery = null,
      refusal = '', awaits_new = false
    from (select id, state from destinations where id = ${id} for update) was
    where d.id = was.id and was.state <> 'paused' returning was.state`.execute(db)
  return rows[0]?.state
}

/** Opens a destination in one of these states. The caller makes its leads due afterwards. @returns the state before. */
export async function openByOperator(
  db: Db,
  id: string,
  from: readonly DestinationState[],
): Promise<DestinationState | undefined> {
  const { rows } = await sql<{ state: DestinationState }>`
    update destinations d set state = 'open', held_by = '', since = now(), problem = '', code = '', status = null,
      message = '', probe_at = null, probes = 0, probe_delivery = null, refusal = '', awaits_new = false
    from (select id, state from destinations where id = ${id} for update) was
    where d.id = was.id and was.state = any(${from}) returning was.state`.execute(db)
  return rows[0]?.state
}

/** Stores the problem that a check found, so that a closed destination shows its present problem. */
export async function noteTrouble(db: Db, id: string, why: Trouble): Promise<void> {
  await sql`
    update destinations set problem = ${why.problem}, code = ${why.code}, status = ${why.status ?? null},
      message = ${why.message}
    where id = ${id} and state in ('held', 'resting') and held_by = ''`.execute(db)
}

/** The configured destinations among these that are held or resting since before `asOf`, by id. */
export async function closedBefore(db: Db, ids: readonly string[], asOf: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from destinations where id = any(${ids}) and configured and state in ('held', 'resting')
      and since < ${asOf}::timestamptz order by id`.execute(db)
  return rows.map(({ id }) => id)
}
