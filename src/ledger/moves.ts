/**
 * Every statement that changes a delivery's state, except claim (claims.ts), settlement (settlements.ts) and what only
 * an operator does (operator-moves.ts). The allowed changes are in states.ts.
 */
import { sql } from 'kysely'
import { fromNow } from './clock.ts'
import type { Db } from './db.ts'
import { allowBulk } from './limits.ts'
import { type Condition, type DeliveryFilter, matchingDeliveries } from './reads/filter.ts'
import { type DeliveryState, moves } from './states.ts'

/** An id that sorts before every other id. */
export const firstId = '00000000-0000-0000-0000-000000000000'

/**
 * Makes the due deliveries of a closed destination `held` or `waiting`. The caller has closed and locked the
 * destination before. Every statement locks leads, then the destination, then deliveries by lead; else two could wait
 * for each other.
 * @param dueIn milliseconds until the deliveries are due again; undefined = not by themselves.
 */
export async function stopDue(
  tx: Db,
  destination: string,
  move: 'hold' | 'rest',
  dueIn: number | undefined,
): Promise<void> {
  const [to] = moves[move].to
  await allowBulk(tx)
  await sql`
    with due as (
      select id from deliveries where destination = ${destination} and state = any(${moves[move].from})
      order by lead_id for update
    )
    update deliveries d set state = ${to}, next_attempt_at = ${fromNow(dueIn)}, changed_at = now()
    from due where d.id = due.id`.execute(tx)
}

/** The retry window of leads that failed while their destination was closed, after another lead opened it. */
export interface RetryWindow {
  closedSince: Date
  /** How many milliseconds of the window count as over, at most. */
  most: number
}

/**
 * Makes a part of an open destination's undelivered leads due, oldest first.
 * @param from only deliveries in these states.
 * @param after the last lead of the part before.
 * @param kept the retry window that failed leads keep; without it, every lead begins a new window.
 * @returns the last lead of the part and the number of leads; undefined if no lead is left.
 */
export async function releasePart(
  db: Db,
  destination: string,
  {
    from,
    after,
    limit,
    kept,
  }: { from: readonly DeliveryState[]; after: string; limit: number; kept?: RetryWindow | undefined },
): Promise<{ last: string; count: number } | undefined> {
  const retrySince = kept
    ? sql`case when d.queued_at >= ${kept.closedSince}
        then greatest(d.retry_since, now() - ${kept.most}::float8 * interval '1 ms') end`
    : sql`null`
  const states = moves.release.from.filter((state) => from.includes(state))
  const { rows } = await sql<{ last: string | null; count: number }>`
    with open as (
      select id from destinations where id = ${destination} and state = 'open' for share
    ), part as (
      select d.id from deliveries d join open on open.id = d.destination
      where d.destination = ${destination} and d.state = any(${states}) and d.lead_id > ${after}::uuid
      order by d.lead_id limit ${limit} for update of d
    ), moved as (
      update deliveries d set state = 'queued', queued_at = now(), next_attempt_at = null, retry_since = ${retrySince},
        changed_at = now()
      from part where d.id = part.id returning d.lead_id
    )
    select max(lead_id::text) as last, count(*)::int as count from moved`.execute(db)
  const { last, count } = rows[0]!
  return last === null ? undefined : { last, count }
}

/**
 * Makes rejected deliveries `held` if their destination is held for the same refusal.
 * @returns how many became `held`.
 */
export async function holdRefused(db: Db, destination: string, deliveries: readonly string[]): Promise<number> {
  const { rows } = await sql`
    with refused as (
      select d.id from deliveries d join destinations t on t.id = d.destination
      where d.id = any(${deliveries}::uuid[]) and d.destination = ${destination}
        and d.state = any(${moves.holdRefused.from}) and d.class = 'rejected' and t.state = 'held' and t.refusal <> '' and d.code = t.refusal
      order by d.lead_id for update of d
    )
    update deliveries d set state = 'held', settled_at = null, changed_at = now() from refused where d.id = refused.id
    returning d.id`.execute(db)
  return rows.length
}

/** A probe that no worker claims for this long was lost, with the queue or with its worker. */
export const probeLostAfter = '15 seconds'

/**
 * Takes an undelivered lead as the probe of a destination that the hub holds or rests. This is the newest lead that has
 * not failed yet; else the lead whose attempt is longest ago. The destination is locked first, as in `hold`; else the
 * two statements could wait for each other.
 * @param last leads with these codes are taken only if there is no other lead.
 * @returns the delivery's id; undefined if no lead waits.
 */
export async function takeProbe(
  db: Db,
  destination: string,
  last: readonly string[] = [],
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    with closed as (
      select id from destinations
      where id = ${destination} and state in ('held', 'resting') and held_by = '' for update
    ), next as (
      select d.id, f.failed from deliveries d join closed on closed.id = d.destination
        cross join lateral (select d.class <> '' as failed) f
      where d.destination = ${destination} and d.state = any(${moves.probe.from})
      order by (d.code = any(${last}::text[])), f.failed, case when f.failed then d.queued_at end,
        case when not f.failed then d.lead_id end desc, d.lead_id limit 1 for update of d
    ), marked as (
      update destinations set probe_delivery = next.id, awaits_new = next.failed,
        probe_at = now() + ${probeLostAfter}::interval
      from next where destinations.id = ${destination}
    )
    update deliveries d set state = 'queued', queued_at = now(), next_attempt_at = null, changed_at = now()
    from next where d.id = next.id returning d.id`.execute(db)
  return rows[0]?.id
}

/** Cancels a delivery; a replay can make it due again. @returns whether it was in one of these states. */
export async function cancelDelivery(db: Db, id: string, from: readonly DeliveryState[]): Promise<boolean> {
  const states = moves.cancel.from.filter((state) => from.includes(state))
  return (
    (await cancel(db, sql`select id from deliveries where id = ${id}::uuid and state = any(${states}) for update`)) > 0
  )
}

/**
 * Cancels the next part of the deliveries that match the filter.
 * @param asOf deliveries whose state changed at this moment or later are left alone.
 * @returns how many were cancelled.
 */
export function cancelPart(tx: Db, filter: DeliveryFilter, asOf: string, limit: number): Promise<number> {
  return cancel(
    tx,
    sql`
      select d.id from deliveries d join leads l on l.id = d.lead_id
      where ${matchingDeliveries(filter)} and d.state = any(${moves.cancel.from})
        and d.changed_at < ${asOf}::timestamptz
      order by d.lead_id, d.destination limit ${limit} for update of d`,
  )
}

/** Cancels the undelivered deliveries of leads that are being erased. */
export async function cancelLeads(tx: Db, leads: readonly string[]): Promise<void> {
  const locked = sql`
    select id, state from deliveries where lead_id = any(${leads}::uuid[]) order by lead_id, destination for update`
  await cancel(tx, sql`select id from (${locked}) locked where state = any(${moves.erase.from})`)
}

/**
 * Cancels deliveries that became due at the moment when their leads were erased. No claim can take them, and nothing
 * else would end them.
 */
export function cancelErased(db: Db): Promise<number> {
  return cancel(
    db,
    sql`
      select d.id from deliveries d join leads l on l.id = d.lead_id
      where d.state = any(${moves.erase.from}) and l.state = 'erased' order by d.lead_id, d.destination for update of d`,
  )
}

async function cancel(db: Db, chosen: Condition): Promise<number> {
  const { rows } = await sql`
    with chosen as (${chosen})
    update deliveries d set state = 'cancelled', next_attempt_at = null, settled_at = now(), changed_at = now()
    from chosen where d.id = chosen.id returning d.id`.execute(db)
  return rows.length
}
