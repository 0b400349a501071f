/** What the ledger says is due, and putting it (back) in line. Always in the order the leads came. */
import { sql } from 'kysely'
import type { Turn } from './claims.ts'
import type { Db } from './db.ts'
import type { DeliveryState } from './states.ts'

export interface Queued extends Turn {
  leadId: string
  destination: string
  /** Not before so many milliseconds from now. */
  dueIn: number
}

/** Over `deliveries d`: milliseconds until its moment comes, by the ledger's clock. */
export const dueIn = sql<number>`
  coalesce(greatest(extract(epoch from d.next_attempt_at - now()) * 1000, 0), 0)::float8`

/** For leads that were tried while their destination was closed, which another lead then opened: their retry window. */
export interface KeptWindow {
  closedSince: Date
  /** Milliseconds of it that are over at most. */
  most: number
}

/**
 * Puts a part of an open destination's undelivered leads back in line, oldest first, each under a new turn.
 * @param from which states to take; the next part begins after the last lead returned.
 * @param kept without it, every lead's retry window begins again.
 */
export async function requeue(
  db: Db,
  destination: string,
  from: readonly DeliveryState[],
  after: string,
  limit: number,
  kept?: KeptWindow,
): Promise<Queued[]> {
  const retrySince = kept
    ? sql`case when d.queued_at >= ${kept.closedSince}
        then greatest(d.retry_since, now() - ${kept.most}::float8 * interval '1 ms') end`
    : sql`null`
  const { rows } = await sql<Queued>`
    with open as (
      select id from destinations where id = ${destination} and state = 'open' for share
    ), part as (
      select d.id from deliveries d join open on open.id = d.destination
      where d.destination = ${destination} and d.state = any(${from}) and d.lead_id > ${after}::uuid
      order by d.lead_id limit ${limit} for update of d
    ), moved as (
      update deliveries d set state = 'queued', turn = d.turn + 1, queued_at = now(), next_attempt_at = null,
        retry_since = ${retrySince}
      from part where d.id = part.id
      returning d.id, d.turn, d.lead_id as "leadId", d.destination, ${dueIn} as "dueIn"
    )
    select * from moved order by "leadId"`.execute(db)
  return rows
}

export interface Overdue extends Turn {
  leadId: string
  destination: string
  /** For so long by now, in milliseconds. */
  dueFor: number
}

/**
 * Queued and waiting deliveries that were due at a moment, newest lead first: what the queue had in line then, or a worker.
 * @param before the next part begins before the last lead returned. @default the newest
 */
export async function dueBefore(
  db: Db,
  destination: string,
  moment: Date,
  before: string | undefined,
  limit: number,
): Promise<Overdue[]> {
  // Each state by the index that has it in order: for both at once the planner may walk all that was ever delivered.
  const inState = (state: DeliveryState) => sql`(
    select id, turn, lead_id as "leadId", destination,
      (extract(epoch from now() - coalesce(next_attempt_at, queued_at)) * 1000)::float8 as "dueFor" from deliveries
    where destination = ${destination} and state = ${state} and coalesce(next_attempt_at, queued_at) < ${moment}
      ${before === undefined ? sql`` : sql`and lead_id < ${before}::uuid`}
    order by lead_id desc limit ${limit})`
  const { rows } = await sql<Overdue>`
    ${inState('queued')} union all ${inState('waiting')} order by "leadId" desc limit ${limit}`.execute(db)
  return rows
}

/** Deliveries whose moment comes only after this one, oldest lead first: what the queue holds for later. */
export async function dueAfter(
  db: Db,
  destination: string,
  moment: Date,
  after: string,
  limit: number,
): Promise<Queued[]> {
  const { rows } = await sql<Queued>`
    select id, turn, lead_id as "leadId", destination, ${dueIn} as "dueIn" from deliveries d
    where destination = ${destination} and state = 'waiting' and next_attempt_at > ${moment} and lead_id > ${after}::uuid
    order by lead_id limit ${limit}`.execute(db)
  return rows
}

/**
 * How many deliveries have their moment yet to come, and what time it is, both by the ledger.
 * @param settledFor only those that have been so for this long (ms): the others may be on their way into the queue.
 */
export async function countLater(
  db: Db,
  destination: string,
  settledFor: number,
): Promise<{ later: number; now: Date }> {
  const { rows } = await sql<{ later: number; now: Date }>`
    select now() as now, count(*)::int as later from deliveries
    where destination = ${destination} and state = 'waiting' and next_attempt_at > now()
      and queued_at < now() - ${settledFor} * interval '1 ms'`.execute(db)
  return rows[0]!
}

/** Whether a delivery that is none of these is in line at the destination, or is being sent there. */
export async function hasOthersInLine(db: Db, destination: string, deliveries: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where destination = ${destination} and state in ('queued', 'waiting', 'sending')
      and id <> all(${deliveries}::uuid[]) limit 1`.execute(db)
  return rows.length > 0
}

export async function hasState(db: Db, destination: string, states: readonly DeliveryState[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where destination = ${destination} and state = any(${states}) limit 1`.execute(db)
  return rows.length > 0
}

export interface Abandoned extends Turn {
  leadId: string
  destination: string
  worker: string
  attempts: number
  mayBeThere: boolean
  sendingSince: Date
  /** Surely nothing was sent under this claim. */
  unsent: boolean
  /** Milliseconds since then, by the ledger's clock. */
  tookMs: number
}

/** `sending` rows whose worker no longer beats, by id. */
export async function abandoned(db: Db, after: string, limit: number): Promise<Abandoned[]> {
  const { rows } = await sql<Abandoned>`
    select d.id, d.turn, d.lead_id as "leadId", d.destination, d.worker, d.attempts, d.may_be_there as "mayBeThere",
      d.sending_since as "sendingSince",
      (extract(epoch from now() - d.sending_since) * 1000)::float8 as "tookMs",
      d.departs and not coalesce(d.id = any(p.deliveries), false) as unsent
    from deliveries d left join departures p on p.worker = d.worker
    where d.state = 'sending' and d.id > ${after}::uuid
      and not exists (select 1 from workers w where w.id = d.worker) order by d.id limit ${limit}`.execute(db)
  return rows
}
