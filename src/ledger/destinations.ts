/** A destination's state: open, held, resting or paused. The ledger has one state for all workers. */
import { sql } from 'kysely'
import { fromNow } from './clock.ts'
import type { Db } from './db.ts'
import { noteChange } from './destination-changes.ts'
import { stopDue } from './moves.ts'
import type { DestinationState } from './states.ts'

export interface ConfiguredDestination {
  id: string
  connector: string
  settingsHash: string
}

/**
 * Stores the configured destinations, and marks all others as not configured.
 * @returns the held or resting destinations whose settings changed: they must be checked.
 */
export function enterDestinations(db: Db, configured: readonly ConfiguredDestination[]): Promise<string[]> {
  const entries = JSON.stringify(configured)
  return db.transaction().execute(async (tx) => {
    // Locked before the comparison, so that a destination that is being held at this moment is seen as held.
    await sql`select 1 from destinations order by id for update`.execute(tx)
    const { rows } = await sql<{ id: string }>`
      with x as (
        select * from json_to_recordset(${entries}::json) as x(id text, connector text, "settingsHash" text)
      ), changed as (
        select d.id from destinations d join x on x.id = d.id
        where d.settings_hash <> x."settingsHash" and d.state in ('held', 'resting')
      ), gone as (
        update destinations set configured = false where id not in (select id from x) and configured
      ), entered as (
        insert into destinations (id, connector, settings_hash) select id, connector, "settingsHash" from x order by id
        on conflict (id) do update set connector = excluded.connector, settings_hash = excluded.settings_hash,
          configured = true,
          probes = case when destinations.settings_hash = excluded.settings_hash then destinations.probes else 0 end
      )
      select id from changed order by id`.execute(tx)
    return rows.map(({ id }) => id)
  })
}

export interface Trouble {
  problem: string
  code: string
  status: number | undefined
  message: string
}

export interface Hold {
  /** Milliseconds until the first probe; undefined = no probe by itself. */
  probeIn: number | undefined
  /** The settings that failed. If the settings were changed meanwhile, nothing is held. */
  settingsHash?: string | undefined
  /** The code with which leads in a row were refused, if the destination is held for that. */
  refusal?: string | undefined
}

/**
 * Holds the destination and its waiting leads.
 * @returns false if it was held already, if an operator paused it, or if its settings have changed.
 */
export function hold(db: Db, id: string, why: Trouble, how: Hold): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await close(tx, id, 'held', why, how))) return false
    await stopDue(tx, id, 'hold', undefined)
    return true
  })
}

/** Rests the destination until its probe. Due deliveries become `waiting`. @returns false if it was not open. */
export function rest(db: Db, id: string, why: Trouble, probeIn: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await close(tx, id, 'resting', why, { probeIn }))) return false
    await stopDue(tx, id, 'rest', probeIn)
    return true
  })
}

/**
 * A separate statement, because it waits for fan-outs that read the old state. Only a later statement sees their
 * deliveries.
 */
async function close(
  tx: Db,
  id: string,
  state: 'held' | 'resting',
  why: Trouble,
  { probeIn, settingsHash, refusal = '' }: Hold,
): Promise<boolean> {
  const { rows } = await sql`
    update destinations set state = ${state}, since = now(), problem = ${why.problem}, code = ${why.code},
      status = ${why.status ?? null}, message = ${why.message}, probe_at = ${fromNow(probeIn)}, probes = 0,
      probe_delivery = null, refusal = ${refusal}, awaits_new = false
    where id = ${id} and (state = 'open' or (${state} = 'held' and state = 'resting'))
      and settings_hash = coalesce(${settingsHash ?? null}, settings_hash) returning id`.execute(tx)
  if (rows.length > 0) await noteChange(tx, id)
  return rows.length > 0
}

/**
 * Sets the next probe after a probe that failed.
 * @param probeIn milliseconds; undefined = no probe by itself.
 * @param how.settingsHash the settings that failed. If the settings were changed meanwhile, nothing is changed here.
 * @param how.asked the far end named the moment, so that a new lead makes the probe due no earlier.
 */
export async function probeLater(
  db: Db,
  id: string,
  why: Trouble,
  probeIn: number | undefined,
  { settingsHash, asked = false }: { settingsHash?: string; asked?: boolean } = {},
): Promise<void> {
  await sql`
    update destinations set probe_at = ${fromNow(probeIn)}, probes = probes + 1, probe_delivery = null,
      awaits_new = awaits_new and not ${asked}::boolean, problem = ${why.problem}, code = ${why.code}, status = ${why.status ?? null}, message = ${why.message}
    where id = ${id} and state in ('held', 'resting') and held_by = ''
      and settings_hash = coalesce(${settingsHash ?? null}, settings_hash)`.execute(db)
}

export interface Closed {
  state: DestinationState
  since: Date
}

/**
 * Opens a destination that the hub itself held or rested. The caller makes its leads due afterwards.
 * @returns the state before, and since when; undefined if there was nothing to open.
 */
export async function open(db: Db, id: string): Promise<Closed | undefined> {
  const { rows } = await sql<Closed>`
    with opened as (
      update destinations d set state = 'open', since = now(), problem = '', code = '', status = null, message = '',
        probe_at = null, probes = 0, probe_delivery = null, refusal = '', awaits_new = false
      from (select id, state, since from destinations where id = ${id} for update) was
      where d.id = was.id and was.state in ('held', 'resting') and d.held_by = ''
      returning d.id, was.state, was.since
    ), noted as (
      insert into destination_changes (destination, state) select id, 'open' from opened
    )
    select state, since from opened`.execute(db)
  return rows[0]
}

/** Makes the probe of a destination due at once. */
export async function probeNow(db: Db, id: string): Promise<void> {
  await sql`
    update destinations set probe_at = now()
    where id = ${id} and state in ('held', 'resting') and held_by = ''`.execute(db)
}

export interface ConfiguredState {
  id: string
  state: DestinationState
  probes: number
}

export async function configuredStates(db: Db): Promise<ConfiguredState[]> {
  const { rows } =
    await sql<ConfiguredState>`select id, state, probes from destinations where configured order by id`.execute(db)
  return rows
}

export interface RecentAttempt {
  leadId: string
  outcome: string
  class: string
  code: string
  deliveryId: string
}

/** The newest attempts since the destination was last opened, newest first. */
export async function recentAttempts(db: Db, id: string, count: number): Promise<RecentAttempt[]> {
  const { rows } = await sql<RecentAttempt>`
    select a.lead_id as "leadId", a.outcome, a.class, a.code, a.delivery_id as "deliveryId"
    from attempts a join destinations d on d.id = a.destination
    where a.destination = ${id} and a.started_at >= d.since order by a.id desc limit ${count}`.execute(db)
  return rows
}
