/** Look-ups of many deliveries. Their progress is stored, so that another process continues if one dies. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { all, type Condition, type DeliveryFilter, matchingDeliveries } from './reads/filter.ts'
import type { DeliveryState } from './states.ts'
import type { StoredLead, Tables } from './tables.ts'

export type LookupRow = Selectable<Tables['lookups']>

/** A delivery whose far end is asked. */
export interface ToLookUp {
  id: string
  leadId: string
  destination: string
  state: DeliveryState
  generation: number
  attempts: number
  firstAttemptAt: Date
  receivedAt: Date
  mayBeThere: boolean
  /** Null if the lead was erased. */
  lead: StoredLead | null
  raw: Buffer
  route: string
  handling: string
  /** Of the last answer; null if none came. */
  status: number | null
  /** Milliseconds since the last attempt ended, by the ledger's clock. */
  settledFor: number
}

export async function findToLookUp(db: Db, id: string): Promise<ToLookUp | undefined> {
  const [one] = await toLookUp(db, sql`d.id = ${id}::uuid`, 1)
  return one
}

/** The next uncertain deliveries of a look-up, by destination, oldest lead first. */
export function nextToLookUp(db: Db, lookup: LookupRow, limit: number): Promise<ToLookUp[]> {
  const place = sql`(d.destination, d.lead_id) > (${lookup.after_destination}, ${lookup.after_lead}::uuid)`
  const shown = sql`d.changed_at < (select as_of from lookups where id = ${lookup.id}::uuid)`
  return toLookUp(db, all([matchingDeliveries(lookup.filter), sql`d.state = 'uncertain'`, shown, place]), limit)
}

async function toLookUp(db: Db, condition: Condition, limit: number): Promise<ToLookUp[]> {
  const { rows } = await sql<ToLookUp>`
    select d.id, d.lead_id as "leadId", d.destination, d.state, d.generation, d.attempts, d.route, d.handling, d.status,
      coalesce(d.first_attempt_at, l.received_at) as "firstAttemptAt", d.may_be_there as "mayBeThere",
      l.received_at as "receivedAt", l.lead, l.raw,
      (extract(epoch from now() - coalesce(d.settled_at, d.queued_at)) * 1000)::float8 as "settledFor"
    from deliveries d join leads l on l.id = d.lead_id
    where ${condition} order by d.destination, d.lead_id limit ${limit}`.execute(db)
  return rows
}

/**
 * Locks the leads of a part, before its deliveries are settled: an erasure locks leads first, too, and else the two
 * could wait for each other.
 */
export async function lockLeads(tx: Db, leads: readonly string[]): Promise<void> {
  await sql`select 1 from leads where id = any(${leads}::uuid[]) order by id for share`.execute(tx)
}

export interface NewLookup {
  id: string
  actor: string
  filter: DeliveryFilter
  total: number
  asOf: string
}

export async function startLookup(db: Db, { id, actor, filter, total, asOf }: NewLookup): Promise<void> {
  await sql`
    insert into lookups (id, actor, filter, total, as_of)
    values (${id}, ${actor}, ${JSON.stringify(filter)}, ${total}, least(${asOf}::timestamptz, now()))`.execute(db)
}

/** Takes a look-up that no process runs. The caller runs it for `forMs` milliseconds. */
export async function takeLookup(db: Db, forMs: number): Promise<LookupRow | undefined> {
  const { rows } = await sql<LookupRow>`
    update lookups k set lease_until = now() + ${forMs} * interval '1 ms'
    from (select id from lookups where finished_at is null and lease_until <= now() order by id limit 1
      for update skip locked) free
    where k.id = free.id returning k.*`.execute(db)
  return rows[0]
}

/** Renews the lease; 0 = another process may continue at once. @returns false if the look-up was stopped. */
export async function leaseLookup(db: Db, id: string, forMs: number): Promise<boolean> {
  const { rows } = await sql`
    update lookups set lease_until = now() + ${forMs} * interval '1 ms'
    where id = ${id}::uuid and finished_at is null returning id`.execute(db)
  return rows.length > 0
}

/** The results of a part. */
export interface LookupPart {
  found: number
  absent: number
  cannot: number
  /** The last failure of the part. */
  why?: { code: string; problem: string; message: string } | undefined
}

/**
 * Moves a look-up on.
 * @param last the last delivery of the part
 * @returns the look-up now; undefined if it was stopped, or if another process continued from the same position.
 */
export async function advanceLookup(
  db: Db,
  from: LookupRow,
  last: Pick<ToLookUp, 'destination' | 'leadId'>,
  { found, absent, cannot, why }: LookupPart,
): Promise<LookupRow | undefined> {
  const { code = null, problem = null, message = null } = why ?? {}
  const { rows } = await sql<LookupRow>`
    update lookups set found = found + ${found}, absent = absent + ${absent}, cannot = cannot + ${cannot},
      code = coalesce(${code}, code), problem = coalesce(${problem}, problem), message = coalesce(${message}, message),
      after_destination = ${last.destination}, after_lead = ${last.leadId}::uuid
    where id = ${from.id}::uuid and after_destination = ${from.after_destination}
      and after_lead = ${from.after_lead}::uuid and finished_at is null returning *`.execute(db)
  return rows[0]
}

/** Ends a look-up. Its filter is kept without the person's address. @returns undefined if it had already finished. */
export async function endLookup(db: Db, id: string, stopped: boolean): Promise<LookupRow | undefined> {
  const { rows } = await sql<LookupRow>`
    update lookups set finished_at = now(), stopped = ${stopped}, filter = filter - 'email'
    where id = ${id}::uuid and finished_at is null returning *`.execute(db)
  return rows[0]
}

export function findLookup(db: Db, id: string): Promise<LookupRow | undefined> {
  return db.selectFrom('lookups').selectAll().where('id', '=', id).executeTakeFirst()
}

export function newestLookups(db: Db): Promise<LookupRow[]> {
  return db.selectFrom('lookups').selectAll().orderBy('id', 'desc').limit(100).execute()
}
