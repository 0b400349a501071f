/** Puts arrivals on disk, many in one commit, and recognises a sender's repeats. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { LeadState } from './states.ts'
import type { StoredLead } from './tables.ts'

export interface Arrived {
  id: string
  source: string
  /** `suppressed`: kept, and never put in line. */
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
  /** A digest of the content, which a repeat has in common with the first. None: it repeats nothing. */
  fingerprint?: string | undefined
  /** A digest of the sender's own key. It makes no repeat: some senders send every lead under one key. */
  senderKey?: string | undefined
}

export interface Stored {
  id: string
  /** The first lead's id, when this arrival repeats it; then no second lead was made. */
  duplicateOf: string | undefined
  /** A lead with other content that came before under the same key of the sender. Both are kept. */
  sameKeyAs: string | undefined
}

/** How long a repeat is recognised. */
export const repeatWindow = '24 hours'

/** Kinds of fingerprint that are kept for good: a file's row may be imported again at any time. */
const keptKinds = ['i:']

/** One statement, one commit, one fsync for all of them. Answers in the order given. */
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
  /** The lead that an arrival repeats. */
  first: Map<string, string>
  /** The lead whose key an arrival came under. */
  sameKey: Map<string, string>
}

/** A fingerprint and the lead it names are written by one statement: a repeat waits for the first one's commit. */
async function insertArrivals(db: Db, arrivals: readonly Arrived[]): Promise<Inserted> {
  const overdue = sql`f.seen_at < excluded.seen_at - ${repeatWindow}::interval`
  const { rows } = await sql<{ id: string; first: string | null; same: string | null }>`
    with arrived as (
      select * from json_to_recordset(${JSON.stringify(arrivals.map(asRow))}::json) as x(
        at int, id uuid, source text, state text, received_at timestamptz, lead jsonb, raw text, content_type text,
        reason text, offer text, email text, test boolean, config_version text, fingerprint text, sender_key text)
    ), seen as (
      insert into fingerprints as f (source, fingerprint, lead_id, seen_at)
      -- What was seen at infinity is older than no window, and never forgotten.
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
        same_key_as)
      select a.id, source, state, received_at, lead, decode(raw, 'base64'), content_type, reason, offer, email, test,
        config_version, nullif(k.lead_id, a.id)
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

/** A fingerprint may name a lead that is not there (a ledger put together by hand): nothing is a repeat of it. */
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
    fingerprint: arrival.fingerprint,
    sender_key: arrival.senderKey,
  }
}

/** Old fingerprints say nothing any more, but for those of `keptKinds`. */
export async function forgetFingerprints(db: Db): Promise<void> {
  await sql`delete from fingerprints where seen_at < now() - ${repeatWindow}::interval`.execute(db)
}
