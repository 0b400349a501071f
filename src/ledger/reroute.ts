/** Leads that have no delivery are routed again. */
import { sql } from 'kysely'
import { repeatWindow } from './arrivals.ts'
import type { Db } from './db.ts'
import { inBulk } from './limits.ts'
import { all, type Condition, type LeadFilter, matchingLeads, unchangedSince } from './reads/filter.ts'
import type { LeadState } from './states.ts'
import type { StoredLead } from './tables.ts'

/** States of leads that can be routed again. A routed lead keeps its deliveries. */
export const strandedStates = ['unrouted', 'unreadable', 'suppressed'] as const satisfies readonly LeadState[]
type StrandedState = (typeof strandedStates)[number]

/** The reason of a lead that was imported to be kept only. It is stored, and the lead is recognised by it. */
export const keptOnlyReason = 'imported without delivery'

export interface StrandedFilter extends Omit<LeadFilter, 'state'> {
  state: readonly StrandedState[]
  /** Also leads that were imported to be kept only; nothing asked for their delivery. */
  withKeptOnly: boolean
  /** By `asOfNow`: leads whose state changed at this moment or later are left out. */
  asOf: string
}

const keptOnly = sql<boolean>`(l.state = 'suppressed' and l.reason = ${keptOnlyReason})`

function stranded({ withKeptOnly, asOf, ...filter }: StrandedFilter): Condition {
  return all([matchingLeads(filter), !withKeptOnly && sql`not ${keptOnly}`, unchangedSince(asOf)])
}

export interface Stranded {
  total: number
  leads: { state: StrandedState; count: number }[]
  /** How many leads are left out because they were imported to be kept only. */
  keptOnly: number
  /** How many leads are left out because their state changed after the preview. */
  changed: number
}

export async function countStranded(db: Db, { withKeptOnly, asOf, ...filter }: StrandedFilter): Promise<Stranded> {
  const counted = sql<{ state: StrandedState; why: 'kept' | 'changed' | null; count: number }>`
    select l.state, case when ${withKeptOnly ? sql`false` : keptOnly} then 'kept'
      when not ${unchangedSince(asOf)} then 'changed' end as why, count(*)::int as count
    from leads l where ${matchingLeads(filter)} group by 1, 2 order by 1`
  const { rows } = await inBulk(db, (tx) => counted.execute(tx))
  const sum = (wanted: 'kept' | 'changed' | null) =>
    rows.filter(({ why }) => why === wanted).reduce((all, { count }) => all + count, 0)
  return {
    total: sum(null),
    leads: rows.filter(({ why }) => why === null).map(({ state, count }) => ({ state, count })),
    keptOnly: sum('kept'),
    changed: sum('changed'),
  }
}

/**
 * Makes up to `limit` readable leads `received` again, oldest first. Only leads after `after` are taken, because a lead
 * that a rule keeps back again would be taken for ever.
 * @returns their ids. The caller must have them routed.
 */
export async function takeForRouting(
  db: Db,
  filter: StrandedFilter,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const conditions = all([stranded(filter), after !== undefined && sql`l.id > ${after}::uuid`])
  const { rows } = await sql<{ id: string }>`
    with taken as (
      select l.id from leads l where ${conditions} and l.state <> 'unreadable' and l.lead is not null
      order by l.id limit ${limit} for update skip locked
    )
    update leads l set state = 'received', reason = '', changed_at = now() from taken t where l.id = t.id returning l.id`.execute(
    db,
  )
  return rows.map(({ id }) => id).sort()
}

export interface UnreadableLead {
  id: string
  source: string
  raw: Buffer
  received_at: Date
  /** `?offer=` of the ingest URL; blank without it. */
  offer: string
}

export async function unreadableLeads(
  db: Db,
  filter: StrandedFilter,
  after: string | undefined,
  limit: number,
): Promise<UnreadableLead[]> {
  const conditions = all([stranded(filter), after !== undefined && sql`l.id > ${after}::uuid`])
  const { rows } = await sql<UnreadableLead>`
    select l.id, l.source, l.raw, l.received_at, l.offer from leads l
    where ${conditions} and l.state = 'unreadable' order by l.id limit ${limit}`.execute(db)
  return rows
}

export interface NowReadable {
  id: string
  lead: StoredLead
  offer: string
  email: string
  test: boolean
}

/**
 * Stores unreadable bodies that can be read now. They become `received`, and a later post of the same body is a repeat.
 * If the body was sent again and read meanwhile, it stays `unreadable`, and its reason names the other lead.
 * @returns ids of the new leads.
 */
export async function storeRead(db: Db, leads: readonly NowReadable[]): Promise<string[]> {
  if (leads.length === 0) return []
  const ids = leads.map(({ id }) => id)
  const { rows } = await sql<{ id: string }>`
    with x as (
      select * from json_to_recordset(${JSON.stringify(leads)}::json)
        as x(id uuid, lead jsonb, offer text, email text, test boolean)
    ), again as (
      select l.id, min(m.id::text) as lead from x join leads l on l.id = x.id join leads m on m.email = x.email
      where l.id = any(${ids}::uuid[]) and m.email <> '' and m.id > l.id and m.source = l.source and m.raw = l.raw
        and m.received_at < l.received_at + ${repeatWindow}::interval and m.lead is not null
      group by l.id
    ), told as (
      update leads l set reason = 'It was sent again and read: see lead ' || a.lead
      from again a where l.id = a.id and l.state = 'unreadable'
    ), made as (
      update leads l set state = 'received', reason = '', lead = x.lead, offer = x.offer, email = x.email, test = x.test,
        changed_at = now()
      from x where l.id = any(${ids}::uuid[]) and l.id = x.id and l.state = 'unreadable'
        and not exists (select 1 from again a where a.id = l.id)
      returning l.id
    ), known as (
      -- Fingerprints within the window only: an index finds them by age.
      insert into fingerprints (source, fingerprint, lead_id, seen_at)
      select f.source, 'c:' || substr(f.fingerprint, 3), f.lead_id, f.seen_at
      from fingerprints f join made on made.id = f.lead_id
      where left(f.fingerprint, 2) = 'u:' and f.seen_at > now() - ${repeatWindow}::interval and f.seen_at < 'infinity'
      order by 1, 2 on conflict do nothing
    ), searched as (
      insert into search_due (leads) select array_agg(id) from made having count(*) > 0
    )
    select id from made`.execute(db)
  return rows.map(({ id }) => id).sort()
}
