/** Puts arrivals on disk, many in one commit, and recognises a sender's repeats. */
import { sql } from 'kysely'
import type { Db } from './open.ts'
import type { LeadState, StoredLead } from './tables.ts'

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
  /** What a repeat has in common with the first: a digest of its content, or of the sender's own key. */
  fingerprints: readonly string[]
}

export interface Stored {
  id: string
  /** The first lead's id, when this arrival repeats it; then no second lead was made. */
  duplicateOf: string | undefined
}

/** How long a repeat is recognised. */
export const repeatWindow = '24 hours'

/** Kinds of fingerprint that are kept for good: a file's row may be imported again at any time. */
const keptKinds = ['i:']

/** One statement, one commit, one fsync for all of them. Answers in the order given. */
export async function storeArrivals(db: Db, arrivals: readonly Arrived[]): Promise<Stored[]> {
  const { leads, of } = firstOfEach(arrivals)
  const first = await storeFirsts(db, leads)
  return arrivals.map(({ id }) => {
    const kept = of.get(id) ?? id
    const duplicateOf = first.get(kept) ?? (kept === id ? undefined : kept)
    return { id: duplicateOf ?? id, duplicateOf }
  })
}

/** @returns for each that repeats a lead, that lead. */
async function storeFirsts(db: Db, leads: readonly Arrived[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; first: string }>`
    with arrived as (
      select * from json_to_recordset(${JSON.stringify(leads.map(asRow))}::json) as x(
        id uuid, source text, state text, received_at timestamptz, lead jsonb, raw text, content_type text,
        reason text, offer text, email text, test boolean, config_version text, fingerprints json)
    ), seen as (
      insert into fingerprints as f (source, fingerprint, lead_id, seen_at)
      -- What was seen at infinity is older than no window, and never forgotten.
      select source, value, id, case when left(value, 2) = any(${keptKinds}) then 'infinity' else received_at end
      from arrived, json_array_elements_text(fingerprints) order by 1, 2
      on conflict (source, fingerprint) do update set
        lead_id = case when f.seen_at < excluded.seen_at - ${repeatWindow}::interval then excluded.lead_id else f.lead_id end,
        seen_at = case when f.seen_at < excluded.seen_at - ${repeatWindow}::interval then excluded.seen_at else f.seen_at end
      returning source, fingerprint, lead_id
    ), known as (
      select a.id, min(s.lead_id::text) filter (where s.lead_id <> a.id) as first
      from arrived a cross join json_array_elements_text(a.fingerprints) v
      left join seen s on s.source = a.source and s.fingerprint = v.value
      group by a.id
    ), stored as (
      insert into leads (id, source, state, received_at, lead, raw, content_type, reason, offer, email, test, config_version)
      select a.id, source, state, received_at, lead, decode(raw, 'base64'), content_type, reason, offer, email, test,
        config_version
      from arrived a left join known k using (id) where k.first is null
    )
    select id, first from known where first is not null`.execute(db)
  const first = new Map(rows.map((row) => [row.id, row.first]))
  if (rows.length === 0) return first
  const repeated = keysOf(leads, first)
  await pointToFirst(db, repeated)
  const orphans = await forgetOrphans(db, repeated)
  const again = leads.filter(({ id }) => orphans.has(first.get(id) ?? ''))
  if (again.length === 0) return first
  for (const { id } of again) first.delete(id)
  return new Map([...first, ...(await storeFirsts(db, again))])
}

/** The fingerprints of repeats, column by column: of arrays the planner knows how few they hold. */
interface Repeated {
  sources: string[]
  fingerprints: string[]
  ids: string[]
  firsts: string[]
}

function keysOf(leads: readonly Arrived[], first: ReadonlyMap<string, string>): Repeated {
  const all: Repeated = { sources: [], fingerprints: [], ids: [], firsts: [] }
  for (const { id, source, fingerprints } of leads) {
    const one = first.get(id)
    for (const fingerprint of one === undefined ? [] : fingerprints) {
      all.sources.push(source)
      all.fingerprints.push(fingerprint)
      all.ids.push(id)
      all.firsts.push(one ?? '')
    }
  }
  return all
}

/** A repeat by one fingerprint may have left its other one behind, naming a lead that was not made. */
async function pointToFirst(db: Db, { sources, fingerprints, ids, firsts }: Repeated): Promise<void> {
  await sql`
    update fingerprints f set lead_id = r.first
    from unnest(${sources}::text[], ${fingerprints}::text[], ${ids}::uuid[], ${firsts}::uuid[])
      as r(source, fingerprint, id, first)
    where f.source = r.source and f.fingerprint = r.fingerprint and f.lead_id = r.id`.execute(db)
}

/** Such a one is left for good by whoever dies before `pointToFirst`: nothing may be taken for a repeat of it. */
async function forgetOrphans(db: Db, { sources, fingerprints, firsts }: Repeated): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    with orphans as (
      select source, fingerprint, first as id
      from unnest(${sources}::text[], ${fingerprints}::text[], ${firsts}::uuid[]) as x(source, fingerprint, first)
      where not exists (select 1 from leads l where l.id = x.first)
    ), forgotten as (
      delete from fingerprints f using orphans o
      where f.source = o.source and f.fingerprint = o.fingerprint and f.lead_id = o.id
    )
    select distinct id from orphans`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** A repeat inside the same commit would meet its own fingerprint twice in one statement. */
function firstOfEach(arrivals: readonly Arrived[]): { leads: Arrived[]; of: Map<string, string> } {
  const owner = new Map<string, string>()
  const of = new Map<string, string>()
  const leads = arrivals.filter((arrival) => {
    const keys = arrival.fingerprints.map((fingerprint) => `${arrival.source} ${fingerprint}`)
    const earlier = keys.map((key) => owner.get(key)).find(Boolean)
    for (const key of keys) if (!owner.has(key)) owner.set(key, earlier ?? arrival.id)
    if (earlier) of.set(arrival.id, earlier)
    return !earlier
  })
  return { leads, of }
}

function asRow(arrival: Arrived) {
  return {
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
    fingerprints: arrival.fingerprints,
  }
}

/** Old fingerprints say nothing any more, but for those of `keptKinds`. */
export async function forgetFingerprints(db: Db): Promise<void> {
  await sql`delete from fingerprints where seen_at < now() - ${repeatWindow}::interval`.execute(db)
}
