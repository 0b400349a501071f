/**
 * Sending again, and giving up, by a person's decision. Both give the delivery a new turn: whatever job of it is still
 * in a queue then claims nothing.
 */
import { sql } from 'kysely'
import { dueIn, type Queued } from './backlog.ts'
import type { Db } from './db.ts'
import { all, type Condition, type DeliveryFilter, matchingDeliveries } from './reads/filter.ts'
import type { Place } from './replays.ts'
import type { DeliveryState, DestinationState } from './states.ts'

export interface Replayed extends Queued {
  /** `held` or `waiting` where its destination is not open: it goes when that opens. */
  state: Extract<DeliveryState, 'queued' | 'held' | 'waiting'>
}

/** Puts one delivery in line, when it is in one of these states and its destination is configured. */
export async function replayOne(db: Db, id: string, from: readonly DeliveryState[]): Promise<Replayed | undefined> {
  const [replayed] = await putBack(db, sql`d.id = ${id}::uuid and d.state = any(${from})`, 1)
  return replayed
}

export interface Part extends Place {
  filter: DeliveryFilter
  /** Deliveries made later are not meant. */
  until: Date
}

/** The next part of a replay of many, in the order the leads came. */
export function replayPart(db: Db, part: Part, limit: number): Promise<Replayed[]> {
  const next = sql`(d.lead_id, d.destination) > (${part.afterLead}::uuid, ${part.afterDestination})`
  return putBack(
    db,
    all([matchingDeliveries(part.filter), sql`d.created_at < ${part.until}::timestamptz + interval '1 ms'`, next]),
    limit,
  )
}

async function putBack(db: Db, condition: Condition, limit: number): Promise<Replayed[]> {
  const { rows } = await sql<Replayed>`
    with part as (
      select d.id, t.state as destination_state, t.probe_at
      from deliveries d join leads l on l.id = d.lead_id join destinations t on t.id = d.destination
      where ${condition} and t.configured and l.lead is not null
      order by d.lead_id, d.destination limit ${limit} for update of d
    ), moved as (
      update deliveries d set
        state = case part.destination_state when 'held' then 'held' when 'resting' then 'waiting' else 'queued' end,
        next_attempt_at = case part.destination_state when 'resting' then part.probe_at end,
        turn = d.turn + 1, queued_at = now(), retry_since = null, settled_at = null, replays = d.replays + 1
      from part where d.id = part.id
      returning d.id, d.turn, d.lead_id as "leadId", d.destination, d.state, ${dueIn} as "dueIn"
    )
    select * from moved order by "leadId", destination`.execute(db)
  return rows
}

/** Gives a delivery up for good (a replay can still take it up again). @returns whether it was in one of these states. */
export async function cancelDelivery(db: Db, id: string, from: readonly DeliveryState[]): Promise<boolean> {
  const { rows } = await sql`
    update deliveries set state = 'cancelled', turn = turn + 1, next_attempt_at = null, settled_at = now()
    where id = ${id}::uuid and state = any(${from}) returning id`.execute(db)
  return rows.length > 0
}

/** By the clock that deliveries are stamped with. */
export async function ledgerTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select now() as at`.execute(db)
  return rows[0]!.at
}

/** The next part of what a filter means, which names the states that can be cancelled. @returns how many it was */
export async function cancelPart(tx: Db, filter: DeliveryFilter, until: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    with part as (
      select d.id from deliveries d join leads l on l.id = d.lead_id
      where ${matchingDeliveries(filter)} and d.created_at < ${until}::timestamptz + interval '1 ms'
      order by d.lead_id, d.destination limit ${limit} for update of d
    )
    update deliveries d set state = 'cancelled', turn = d.turn + 1, next_attempt_at = null, settled_at = now()
    from part where d.id = part.id returning d.id`.execute(tx)
  return rows.length
}

export interface Meant {
  destination: string
  state: DeliveryState
  /** While it is not open, they wait there. */
  destinationState: DestinationState
  /** False where there is nowhere, or nothing any more, to send. */
  possible: boolean
  count: number
}

/** What a filter means, before anything is done about it. */
export async function meantBy(db: Db, filter: DeliveryFilter): Promise<Meant[]> {
  const { rows } = await sql<Meant>`
    select d.destination, d.state, t.state as "destinationState",
      t.configured and l.lead is not null as possible, count(*)::int as count
    from deliveries d join leads l on l.id = d.lead_id join destinations t on t.id = d.destination
    where ${matchingDeliveries(filter)} group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(db)
  return rows
}
