/** The changes of a delivery's state that only an operator makes: replay, undo, and what settles an uncertain one. */
import { sql } from 'kysely'
import type { Receipt } from '../connector.ts'
import type { Db } from './db.ts'
import { lockLeads } from './lookups.ts'
import type { SettledHow } from './operator-tables.ts'
import { all, type Condition, type DeliveryFilter, matchingDeliveries } from './reads/filter.ts'
import type { ReplayPosition } from './replays.ts'
import { keepable } from './settlements.ts'
import { type DeliveryState, moves } from './states.ts'

export interface Replayed {
  id: string
  leadId: string
  destination: string
  /** `held` or `waiting` if its destination is closed: the delivery is due when the destination opens. */
  state: (typeof moves.replay.to)[number]
}

interface ReplayedBy {
  actor: string
  /** The replay of many; null = the delivery is replayed alone. */
  replay: string | null
}

/** Makes one delivery due, if it is in one of these states and its destination is configured. */
export async function replayOne(
  db: Db,
  id: string,
  from: readonly DeliveryState[],
  actor: string,
): Promise<Replayed | undefined> {
  const chosen = sql`d.id = ${id}::uuid and d.state = any(${from})`
  const [replayed] = await makeDue(db, chosen, 1, { actor, replay: null })
  return replayed
}

export interface Part extends ReplayPosition {
  /** The id of the replay. Deliveries whose state changed after it was shown do not belong to it. */
  replay: string
  actor: string
  filter: DeliveryFilter
}

/** Makes the next part of a replay of many due, in the order of arrival. */
export function replayPart(db: Db, part: Part, limit: number): Promise<Replayed[]> {
  const next = sql`(d.lead_id, d.destination) > (${part.afterLead}::uuid, ${part.afterDestination})`
  const shown = sql`d.changed_at < (select as_of from replays where id = ${part.replay}::uuid)`
  return makeDue(db, all([matchingDeliveries(part.filter), shown, next]), limit, part)
}

async function makeDue(
  db: Db,
  condition: Condition,
  limit: number,
  { actor, replay }: ReplayedBy,
): Promise<Replayed[]> {
  const { rows } = await sql<Replayed>`
    with part as (
      select d.*, t.state as destination_state, t.probe_at
      from deliveries d join leads l on l.id = d.lead_id join destinations t on t.id = d.destination
      where ${condition} and d.state = any(${moves.replay.from}) and t.configured and l.lead is not null
      order by d.lead_id, d.destination limit ${limit} for update of d
    ), entered as (
      insert into replayed (delivery, actor, replay, state, generation, next_attempt_at, queued_at, retry_since, settled_at,
        settled_by, settled_how, settled_why)
      select id, ${actor}, ${replay}::uuid, state, generation, next_attempt_at, queued_at, retry_since, settled_at,
        settled_by, settled_how, settled_why from part
    ), moved as (
      update deliveries d set
        state = case part.destination_state when 'held' then 'held' when 'resting' then 'waiting' else 'queued' end,
        next_attempt_at = case part.destination_state when 'resting' then part.probe_at end,
        queued_at = now(), retry_since = null, settled_at = null, replays = d.replays + 1, replay = ${replay}::uuid,
        changed_at = now()
      from part where d.id = part.id
      returning d.id, d.lead_id as "leadId", d.destination, d.state
    )
    select * from moved order by "leadId", destination`.execute(db)
  return rows
}

export interface TakenBack {
  leadId: string
  destination: string
  state: DeliveryState
}

/** Takes back the next part of a replay of many, by lead. */
export function undoPart(
  db: Db,
  { replay, afterLead, afterDestination }: ReplayPosition & { replay: string },
  limit: number,
): Promise<TakenBack[]> {
  const next = sql`(d.lead_id, d.destination) > (${afterLead}::uuid, ${afterDestination})`
  return takeBack(db, sql`d.replay = ${replay}::uuid and ${next}`, limit)
}

/** Takes back the last replay of one delivery, which may be one of many. */
export async function undoOne(db: Db, id: string): Promise<TakenBack | undefined> {
  const last = sql`r.at = (select max(at) from replayed where delivery = ${id}::uuid and undone_at is null)`
  const [back] = await takeBack(db, sql`d.id = ${id}::uuid and ${last}`, 1)
  return back
}

/** SQL over the delivery `d`, its replay `r` and its destination `t`: no attempt has begun since, and nothing else moved it. */
export const canBeTakenBack = sql`(d.state = any(${moves.undo.from}) and d.generation = r.generation
  and (r.state <> 'held' or t.state in ('held', 'resting')))`

/**
 * Takes back deliveries in line that no attempt has begun for. Each gets the state and the times that it had before. A
 * delivery that the replay found `held` stays in line if its destination is open now, because it would be in line
 * without the replay, too.
 */
async function takeBack(db: Db, condition: Condition, limit: number): Promise<TakenBack[]> {
  const { rows } = await sql<TakenBack>`
    with part as (
      select d.id, r.at, r.replay, r.next_attempt_at, r.queued_at, r.retry_since, r.settled_at, t.probe_at,
        case when r.state <> all(${moves.undo.from}) then r.state
          when t.state = 'held' then 'held' when t.state = 'resting' then 'waiting' else r.state end as state,
        r.state = any(${moves.undo.from}) and t.state = 'resting' as rests
      from deliveries d join replayed r on r.delivery = d.id and r.replay is not distinct from d.replay and r.undone_at is null
        join destinations t on t.id = d.destination
      where ${condition} and ${canBeTakenBack}
      order by d.lead_id, d.destination limit ${limit} for update of d
    ), noted as (
      update replayed r set undone_at = now() from part where r.delivery = part.id and r.at = part.at
    ), back as (
      update deliveries d set state = part.state, queued_at = part.queued_at, retry_since = part.retry_since,
        next_attempt_at = case when part.rests then part.probe_at when part.state = 'waiting' then part.next_attempt_at end,
        settled_at = part.settled_at, replays = d.replays - 1, changed_at = now(),
        replay = (select p.replay from replayed p
          where p.delivery = d.id and p.at < part.at and p.undone_at is null order by p.at desc limit 1)
      from part where d.id = part.id returning d.lead_id, d.destination, d.state
    ), counted as (
      update replays set undone = undone + n.count
      from (select replay, count(*) from part where replay is not null group by 1) n where id = n.replay
    )
    select lead_id as "leadId", destination, state from back order by 1, 2`.execute(db)
  return rows
}

/** A delivery as it was read. Nothing is settled if it was claimed or settled since. */
export interface Subject {
  id: string
  state: DeliveryState
  generation: number
}

/** Who settled the delivery, and how. */
export interface SettledBy {
  actor: string
  how: SettledHow
  /** The operator's reason. It is kept with the delivery until its lead is erased. */
  why?: string | undefined
}

/**
 * Only what may have arrived is settled so. In line, that is what an attempt may have applied; at rest, what was
 * attempted, because a far end may refuse a lead that it has. While the number of claims stays, no attempt has begun.
 */
const open = ({ id, generation }: Subject, from: readonly DeliveryState[]) =>
  sql`d.id = ${id}::uuid and d.generation = ${generation} and d.state = any(${from})
    and (d.may_be_there or d.state = 'uncertain' or d.generation > 0 and d.state = any(${moves.deny.from}))`

/** The far end has the record. @returns whether the delivery is `delivered` now. */
export async function confirm(db: Db, subject: Subject, receipt: Receipt, by: SettledBy): Promise<boolean> {
  const { rows } = await sql`
    update deliveries d set ${confirmed(receipt)}, ${settledBy(by)}
    from ${leadOf(subject)} l where ${open(subject, moves.confirm.from)} returning d.id`.execute(db)
  return rows.length > 0
}

/**
 * The far end does not have the record, so that a replay cannot double it. The failure of the last attempt stays.
 * @returns the state now; undefined if the delivery moved on.
 */
export async function deny(db: Db, subject: Subject, by: SettledBy): Promise<DeliveryState | undefined> {
  const { rows } = await sql<{ state: DeliveryState }>`
    update deliveries d set ${denied}, ${settledBy(by)}
    from ${leadOf(subject)} l where ${open(subject, moves.deny.from)} and d.state = ${subject.state}
    returning d.state`.execute(db)
  return rows[0]?.state
}

/**
 * Settles the next part of the uncertain deliveries that match the filter, by an operator's word.
 * @param asOf deliveries whose state changed at this moment or later are left alone.
 * @returns how many were settled; and whether there may be more
 */
export async function settlePart(
  tx: Db,
  { filter, asOf, arrived, by }: { filter: DeliveryFilter; asOf: string; arrived: boolean; by: SettledBy },
  limit: number,
): Promise<{ settled: number; isLast: boolean }> {
  const shown = sql`d.state = 'uncertain' and d.changed_at < ${asOf}::timestamptz`
  const { rows } = await sql<{ id: string; lead: string }>`
    select d.id, d.lead_id as lead from deliveries d join leads l on l.id = d.lead_id
    where ${matchingDeliveries(filter)} and ${shown} order by d.lead_id, d.destination limit ${limit}`.execute(tx)
  await lockLeads(
    tx,
    rows.map(({ lead }) => lead),
  )
  const { rows: settled } = await sql`
    update deliveries d set ${arrived ? confirmed({ outcome: 'already-there' }) : denied}, ${settledBy(by)}
    from leads l where l.id = d.lead_id and d.id = any(${rows.map(({ id }) => id)}::uuid[]) and ${shown}
    returning d.id`.execute(tx)
  return { settled: settled.length, isLast: rows.length < limit }
}

function confirmed({ outcome, reference, status, link }: Receipt): Condition {
  return sql`state = 'delivered', outcome = ${outcome}, may_be_there = true, reference = ${keepable(reference, 400)},
    status = ${status ?? null}, link = case when l.state = 'erased' then '' else ${keepable(link, 2_000)} end,
    receipt_attempt = null, class = '', code = '', problem = '', message = '', next_attempt_at = null,
    settled_at = now(), changed_at = now()`
}

const denied = sql`state = case d.state when 'uncertain' then 'exhausted' else d.state end, may_be_there = false,
  settled_at = now(), changed_at = now()`

/** Locked, so that an erasure at this moment blanks what is written now. */
function leadOf({ id }: Subject): Condition {
  return sql`(select state from leads where id = (select lead_id from deliveries where id = ${id}::uuid) for share)`
}

function settledBy({ actor, how, why = '' }: SettledBy): Condition {
  return sql`settled_by = ${actor}, settled_how = ${how}::text,
    settled_why = case when l.state = 'erased' then '' else ${why}::text end`
}
