/** Leads that went nowhere, taken again: they wait for their routes once more. */
import { sql } from 'kysely'
import type { Db } from './open.ts'
import { all, type LeadFilter, matchingLeads } from './reads/filter.ts'
import type { LeadState, StoredLead } from './tables.ts'

/** States of leads that may be taken again. What was routed keeps its deliveries. */
export const strandedStates = ['unrouted', 'unreadable', 'suppressed'] as const satisfies readonly LeadState[]
export type StrandedState = (typeof strandedStates)[number]

export interface StrandedFilter extends Omit<LeadFilter, 'state'> {
  state: readonly StrandedState[]
}

export async function countStranded(
  db: Db,
  filter: StrandedFilter,
): Promise<{ state: StrandedState; count: number }[]> {
  const { rows } = await sql<{ state: StrandedState; count: number }>`
    select l.state, count(*)::int as count from leads l where ${matchingLeads(filter)} group by 1 order by 1`.execute(
    db,
  )
  return rows
}

/**
 * Takes up to `limit` leads that were read before, oldest first, from `after` on: one that a rule keeps back again would
 * otherwise be taken for ever.
 * @returns their ids: the job is theirs to be made.
 */
export async function takeAgain(
  db: Db,
  filter: StrandedFilter,
  after: string | undefined,
  limit: number,
): Promise<string[]> {
  const conditions = all([matchingLeads(filter), after !== undefined && sql`l.id > ${after}::uuid`])
  const { rows } = await sql<{ id: string }>`
    with taken as (
      select l.id from leads l where ${conditions} and l.state <> 'unreadable' and l.lead is not null
      order by l.id limit ${limit} for update skip locked
    )
    update leads l set state = 'received', reason = '' from taken t where l.id = t.id returning l.id`.execute(db)
  return rows.map(({ id }) => id).sort()
}

export interface UnreadableLead {
  id: string
  source: string
  raw: Buffer
  received_at: Date
}

export async function unreadableLeads(
  db: Db,
  filter: StrandedFilter,
  after: string | undefined,
  limit: number,
): Promise<UnreadableLead[]> {
  const conditions = all([matchingLeads(filter), after !== undefined && sql`l.id > ${after}::uuid`])
  const { rows } = await sql<UnreadableLead>`
    select l.id, l.source, l.raw, l.received_at from leads l
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

/** What could not be read and now can waits for its routes. @returns those that were still unreadable. */
export async function storeRead(db: Db, leads: readonly NowReadable[]): Promise<string[]> {
  if (leads.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    update leads l set state = 'received', reason = '', lead = x.lead, offer = x.offer, email = x.email, test = x.test
    from json_to_recordset(${JSON.stringify(leads)}::json) as x(id uuid, lead jsonb, offer text, email text, test boolean)
    where l.id = any(${leads.map(({ id }) => id)}::uuid[]) and l.id = x.id and l.state = 'unreadable'
    returning l.id`.execute(db)
  return rows.map(({ id }) => id).sort()
}

/** A person approved this lead. @returns `false` when there is none that holds one. */
export async function approveLead(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update leads set approved = true,
      state = case when state in ('suppressed', 'routed', 'unrouted') then 'received' else state end
    where id = ${id} and lead is not null returning id`.execute(db)
  return rows.length > 0
}
