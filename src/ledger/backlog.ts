/** What the ledger says is due, and putting it (back) in line. Always in the order the leads came. */
import { sql } from 'kysely'
import type { Turn } from './deliveries.ts'
import type { Db } from './open.ts'
import type { DeliveryState } from './tables.ts'

export interface Queued extends Turn {
  leadId: string
  destination: string
  /** Not before this moment. */
  nextAttemptAt: Date | null
}

/**
 * Puts a part of an open destination's undelivered leads back in line, oldest first, each under a new turn.
 * @param from which states to take; the next part begins after the last lead returned.
 */
export async function requeue(
  db: Db,
  destination: string,
  from: readonly DeliveryState[],
  after: string,
  limit: number,
): Promise<Queued[]> {
  const { rows } = await sql<Queued>`
    with open as (
      select id from destinations where id = ${destination} and state = 'open' for share
    ), part as (
      select d.id from deliveries d join open on open.id = d.destination
      where d.destination = ${destination} and d.state = any(${from}) and d.lead_id > ${after}::uuid
      order by d.lead_id limit ${limit} for update of d
    ), moved as (
      update deliveries d set state = 'queued', turn = d.turn + 1, queued_at = now(), next_attempt_at = null,
        retry_since = null
      from part where d.id = part.id
      returning d.id, d.turn, d.lead_id as "leadId", d.destination, d.next_attempt_at as "nextAttemptAt"
    )
    select * from moved order by "leadId"`.execute(db)
  return rows
}

/**
 * Queued and waiting deliveries of an open destination, oldest lead first: what its queue ought to hold.
 * @param due only those due for longer than that (ms); `orLater`: and those whose moment is yet to come. By the ledger's
 * clock.
 */
export async function inLine(
  db: Db,
  destination: string,
  due: { forLonger: number; orLater: boolean },
  after: string,
  limit: number,
): Promise<Queued[]> {
  const { rows } = await sql<Queued>`
    select id, turn, lead_id as "leadId", destination, next_attempt_at as "nextAttemptAt" from deliveries
    where destination = ${destination} and state in ('queued', 'waiting') and lead_id > ${after}::uuid
      and (coalesce(next_attempt_at, queued_at) < now() - ${due.forLonger} * interval '1 ms'
        or ${due.orLater} and next_attempt_at > now())
    order by lead_id limit ${limit}`.execute(db)
  return rows
}

/** Deliveries of a destination whose moment is yet to come. */
export async function countLater(db: Db, destination: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from deliveries
    where destination = ${destination} and state = 'waiting' and next_attempt_at > now()`.execute(db)
  return rows[0]?.n ?? 0
}

export async function hasState(db: Db, destination: string, states: readonly DeliveryState[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where destination = ${destination} and state = any(${states}) limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Takes the oldest undelivered lead of a destination that the hub holds or rests as its probe. The destination is locked
 * first, as by whoever holds it: else the two would wait for each other.
 * @param last the code of leads that are taken only where there are no others.
 */
export async function takeProbe(db: Db, destination: string, last?: string): Promise<Queued | undefined> {
  const { rows } = await sql<Queued>`
    with closed as (
      select id from destinations where id = ${destination} and state in ('held', 'resting') and held_by = '' for update
    ), oldest as (
      select d.id from deliveries d join closed on closed.id = d.destination
      where d.destination = ${destination} and d.state in ('held', 'waiting', 'queued')
      order by (d.code = ${last ?? null}::text), d.lead_id limit 1 for update of d
    ), marked as (
      update destinations set probe_delivery = oldest.id from oldest where destinations.id = ${destination}
    )
    update deliveries d set state = 'queued', turn = d.turn + 1, queued_at = now(), next_attempt_at = null
    from oldest where d.id = oldest.id
    returning d.id, d.turn, d.lead_id as "leadId", d.destination, null::timestamptz as "nextAttemptAt"`.execute(db)
  return rows[0]
}

export interface Abandoned extends Turn {
  leadId: string
  destination: string
  worker: string
  attempts: number
  sendingSince: Date
}

/** `sending` rows whose worker no longer beats. */
export async function abandoned(db: Db, limit: number): Promise<Abandoned[]> {
  const { rows } = await sql<Abandoned>`
    select d.id, d.turn, d.lead_id as "leadId", d.destination, d.worker, d.attempts, d.sending_since as "sendingSince"
    from deliveries d where d.state = 'sending'
      and not exists (select 1 from workers w where w.id = d.worker) order by d.id limit ${limit}`.execute(db)
  return rows
}
