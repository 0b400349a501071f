/** The claim is the write before every attempt. One claim serves all destinations with room. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { StoredLead } from './tables.ts'

/** How many deliveries of a destination a worker has room for. */
export interface Room {
  destination: string
  room: number
  /** `true`: a request leaves only after `depart`. `false`: it may leave as soon as the delivery is claimed. */
  departs: boolean
}

/** A claim of a delivery, by its number. The result of an earlier claim of the same delivery changes nothing. */
export interface ClaimId {
  id: string
  generation: number
}

export interface Claimed extends ClaimId {
  leadId: string
  destination: string
  attempts: number
  mayBeThere: boolean
  firstAttemptAt: Date
  /** When this claim was made, by the ledger's clock. */
  sendingSince: Date
  /** Milliseconds since the first attempt of its retry window. A replay or a release begins a new window. */
  retryingFor: number
  receivedAt: Date
  lead: StoredLead
  raw: Buffer
  probe: boolean
  route: string
  /** Comma-separated: `withhold`, `mark`, `merge`. */
  handling: string
}

export interface Claims {
  /** Oldest lead first. */
  claimed: Claimed[]
  /** Destinations whose room was used up, so that more may be due there. */
  full: Set<string>
}

/**
 * Marks due deliveries as `sending` by this worker, on disk before anything is sent. At each open destination with room
 * it takes the retries that are due, then the oldest leads. At a closed destination it takes the probe only. Two
 * workers at once claim different deliveries. A delivery whose lead was erased meanwhile is cancelled instead.
 */
export async function claim(db: Db, worker: string, rooms: readonly Room[]): Promise<Claims> {
  const { rows } = await sql<Claimed & { lead: StoredLead | null }>`
    with room as (
      select x.*, t.state = 'open' as open, t.probe_delivery
      from json_to_recordset(${JSON.stringify(rooms)}::json) as x(destination text, room int, departs boolean)
        join destinations t on t.id = x.destination
    ), waiting as (
      select d.id, room.destination from room cross join lateral (
        select id from deliveries
        where room.open and destination = room.destination and state = 'waiting' and next_attempt_at <= now()
        order by next_attempt_at limit room.room for update skip locked) d
    ), queued as (
      select d.id from room cross join lateral (
        select id from deliveries where room.open and destination = room.destination and state = 'queued'
        order by lead_id
        limit room.room - (select count(*) from waiting w where w.destination = room.destination)
        for update skip locked) d
    )
    update deliveries d set
      state = case when l.lead is null then 'cancelled' else 'sending' end,
      settled_at = case when l.lead is null then now() end,
      worker = ${worker}, sending_since = now(), generation = d.generation + 1,
      attempts = d.attempts + case when l.lead is null then 0 else 1 end,
      first_attempt_at = coalesce(d.first_attempt_at, now()), retry_since = coalesce(d.retry_since, now()),
      departs = room.departs, next_attempt_at = null, changed_at = now()
    from room, leads l
    -- Ids as an array, because the planner cannot tell how few rows the joins have, and would read the whole table.
    where d.id = any(array(
        select id from waiting union all select id from queued
        union all select probe_delivery from room where not open and probe_delivery is not null))
      and d.state in ('queued', 'waiting') and room.destination = d.destination and l.id = d.lead_id
    returning d.id, d.generation, d.lead_id as "leadId", d.destination, d.attempts, d.may_be_there as "mayBeThere",
      d.first_attempt_at as "firstAttemptAt", d.sending_since as "sendingSince",
      (extract(epoch from now() - d.retry_since) * 1000)::float8 as "retryingFor", l.received_at as "receivedAt", l.lead,
      l.raw, not room.open as probe, d.route, d.handling`.execute(db)
  const found = Map.groupBy(rows, ({ destination }) => destination)
  const full = rooms.filter(({ destination, room }) => (found.get(destination)?.length ?? 0) >= room)
  return {
    claimed: rows.filter(({ lead }) => lead !== null).sort((a, b) => (a.leadId < b.leadId ? -1 : 1)),
    full: new Set(full.map(({ destination }) => destination)),
  }
}

export interface GivenBack {
  /** Where a delivery is due again. */
  destinations: string[]
  /** Something was left, because its destination is being changed at this moment. */
  left: boolean
}

/**
 * Gives back deliveries that were claimed and of which nothing was sent. They are as before the claim, but for its number.
 * @param inHand ids of the deliveries that this worker knows it has. No claim of this worker may be under way.
 * @param wait whether to wait for a destination that is being changed; a hold of many leads takes seconds.
 */
export async function giveBack(db: Db, worker: string, inHand: readonly string[], wait = false): Promise<GivenBack> {
  // The share lock prevents that a destination is held between the reading of its state and the deliveries' new state.
  const { rows } = await sql<{ destination: string; given: boolean }>`
    with mine as materialized (
      select id, destination from deliveries
      where state = 'sending' and worker = ${worker} and id <> all(${inHand}::uuid[])
    ), standing as materialized (
      select id, state, probe_at from destinations where id in (select destination from mine)
      order by id for share ${wait ? sql`` : sql`skip locked`}
    ), given as (
      update deliveries d set
        state = case t.state when 'held' then 'held' when 'resting' then 'waiting' else 'queued' end,
        next_attempt_at = case t.state when 'resting' then t.probe_at end,
        attempts = greatest(d.attempts - 1, 0), worker = null, sending_since = null, changed_at = now(),
        -- What the claim began, no attempt has begun.
        first_attempt_at = case when d.first_attempt_at < d.sending_since then d.first_attempt_at end,
        retry_since = case when d.retry_since < d.sending_since then d.retry_since end
      from mine join standing t on t.id = mine.destination
      where d.id = mine.id and d.state = 'sending' and d.worker = ${worker}
      returning d.destination
    )
    select destination, true as given from given
    union select destination, false from mine where destination not in (select id from standing)`.execute(db)
  return {
    destinations: rows.filter(({ given }) => given).map(({ destination }) => destination),
    left: rows.some(({ given }) => !given),
  }
}
