/** Stores arrivals, many in one commit, and recognises repeats of a sender. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { LeadState } from './states.ts'
import type { StoredLead } from './tables.ts'

export interface Arrived {
  id: string
  source: string
  /** `suppressed`: the lead is stored and not routed. */
  state: Extract<LeadState, 'received' | 'unreadable' | 'suppressed'>
  receivedAt: Date
  lead: StoredLead | undefined
  raw: Buffer
  contentType: string
  reason: string
  offer: string
  email: string
  test: boolean
  configVersion: string
  /**
   * The lead came with many others, from a file or from the first reading of a table. It is no sign that its sender is
   * alive. @default false
   */
  inBulk?: boolean | undefined
  /** A digest of the content, by which a repeat is recognised. Without it, the arrival is never a repeat. */
  fingerprint?: string | undefined
  /** A digest of the sender's own key. It alone makes no repeat, because some senders send every lead under one key. */
  senderKey?: string | undefined
}

export interface Stored {
  id: string
  /** The first lead's id if this arrival repeats it. Then no second lead was made. */
  duplicateOf: string | undefined
  /** An earlier lead with other content under the same key of the sender. Both are kept. */
  sameKeyAs: string | undefined
}

/** How long a repeat is recognised. */
export const repeatWindow = '24 hours'

/** Prefixes of fingerprints that are kept for ever, because a file's row may be imported again at any time. */
const keptKinds = ['i:']

/**
 * Stores all arrivals with one statement, one commit and one fsync.
 * @returns the results in the order of `arrivals`.
 */
export async function storeArrivals(db: Db, arrivals: readonly Arrived[]): Promise<Stored[]> {
  const { first, sameKey } = await insertArrivals(db, arrivals)
  if (first.size > 0) {
    const orphans = await forgetOrphans(db, [...new Set(first.values())])
    const again = arrivals.filter(({ id }) => orphans.has(first.get(id) ?? ''))
    if (again.length > 0) {
      const stored = await storeArrivals(db, again)
      const byId = new Map(stored.map((one, at) => [again[at]?.id, one]))
      return arrivals.map(({ id }) => byId.get(id) ?? answer(id, first, sameKey))
    }
  }
  return arrivals.map(({ id }) => answer(id, first, sameKey))
}

function answer(id: string, first: ReadonlyMap<string, string>, sameKey: ReadonlyMap<string, string>): Stored {
  const duplicateOf = first.get(id)
  return { id: duplicateOf ?? id, duplicateOf, sameKeyAs: sameKey.get(id) }
}

interface Inserted {
  /** By the arrival's id: the lead that it repeats. */
  first: Map<string, string>
  /** By the arrival's id: the lead that came earlier under the same key. */
  sameKey: Map<string, string>
}

/** One statement writes a fingerprint and its lead, so that a repeat waits for the commit of the first arrival. */
async function insertArrivals(db: Db, arrivals: readonly Arrived[]): Promise<Inserted> {
  const overdue = sql`f.seen_at < excluded.seen_at - ${repeatWindow}::interval`
  const { rows } = await sql<{ id: string; first: string | null; same: string | null }>`
    with arrived as (
      select * from json_to_recordset(${JSON.stringify(arrivals.map(asRow))}::json) as x(
        at int, id uuid, source text, state text, received_at timestamptz, lead jsonb, raw text, content_type text,
        reason text, offer text, email text, test boolean, config_version text, in_bulk boolean, fingerprint text, sender_key text)
    ), seen as (
      insert into fingerprints as f (source, fingerprint, lead_id, seen_at)
      -- The time infinity never becomes older than the window, so this fingerprint is never deleted.
      select distinct on (source, fingerprint) source, fingerprint, id,
        case when left(fingerprint, 2) = any(${keptKinds}) then 'infinity' else now() end
      from arrived where fingerprint is not null order by source, fingerprint, at
      on conflict (source, fingerprint) do update set
        lead_id = case when ${overdue} then excluded.lead_id else f.lead_id end,
        seen_at = case when ${overdue} then excluded.seen_at else f.seen_at end
      returning source, fingerprint, lead_id
    ), known as (
      select a.*, coalesce(s.lead_id, a.id) as kept from arrived a left join seen s using (source, fingerprint)
    ), keyed as (
      insert into fingerprints as f (source, fingerprint, lead_id, seen_at)
      select distinct on (source, sender_key) source, sender_key, kept, now()
      from known where sender_key is not null order by source, sender_key, at
      on conflict (source, fingerprint) do update set
        lead_id = case when ${overdue} then excluded.lead_id else f.lead_id end,
        seen_at = case when ${overdue} then excluded.seen_at else f.seen_at end
      returning source, fingerprint as sender_key, lead_id
    ), stored as (
      insert into leads (id, source, state, received_at, lead, raw, content_type, reason, offer, email, test, config_version,
        in_bulk, same_key_as)
      select a.id, source, state, received_at, lead, decode(raw, 'base64'), content_type, reason, offer, email, test,
        config_version, coalesce(in_bulk, false), nullif(k.lead_id, a.id)
      from known a left join keyed k using (source, sender_key) where a.kept = a.id
      returning id, same_key_as
    )
    select k.id, nullif(k.kept, k.id) as first, s.same_key_as as same from known k left join stored s using (id)
    where k.kept <> k.id or s.same_key_as is not null`.execute(db)
  return {
    first: new Map(rows.flatMap(({ id, first }) => (first ? [[id, first] as const] : []))),
    sameKey: new Map(rows.flatMap(({ id, same }) => (same ? [[id, same] as const] : []))),
  }
}

/**
 * Deletes fingerprints whose lead is missing (a ledger was restored by hand), because nothing can repeat such a lead.
 */
async function forgetOrphans(db: Db, firsts: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    with orphans as (
      select x.id from unnest(${firsts}::uuid[]) as x(id)
      where not exists (select 1 from leads l where l.id = x.id)
    ), forgotten as (
      delete from fingerprints f using orphans o where f.lead_id = o.id
    )
    select id from orphans`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

function asRow(arrival: Arrived, at: number) {
  return {
    at,
    id: arrival.id,
    source: arrival.source,
    state: arrival.state,
    received_at: arrival.receivedAt,
    lead: arrival.lead,
    raw: arrival.raw.toString('base64'),
    content_type: arrival.contentType,
    reason: arrival.reason,
    offer: arrival.offer,
    email: arrival.email,
    test: arrival.test,
    config_version: arrival.configVersion,
    in_bulk: arrival.inBulk,
    fingerprint: arrival.fingerprint,
    sender_key: arrival.senderKey,
  }
}

/** Deletes fingerprints that are older than the window, except those of `keptKinds`. */
export async function forgetFingerprints(db: Db): Promise<void> {
  await sql`delete from fingerprints where seen_at < now() - ${repeatWindow}::interval`.execute(db)
}
