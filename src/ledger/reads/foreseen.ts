/** Stored leads as routing would see them again: for the dry run. */
import { sql } from 'kysely'
import type { Db } from '../open.ts'
import type { DeliveryState, StoredLead } from '../tables.ts'
import { all, type LeadFilter, matchingLeads } from './filter.ts'

export interface StoredAgain {
  id: string
  lead: StoredLead
  raw: Buffer
  approved: boolean
  /** Whether the same person asked for the same offer before. */
  repeat: boolean
}

/** Oldest first, from `after` on; without those that hold no lead. */
export async function leadsAgain(
  db: Db,
  filter: LeadFilter,
  { after, limit, repeatsWithin }: { after: string | undefined; limit: number; repeatsWithin: number },
): Promise<StoredAgain[]> {
  const conditions = all([matchingLeads(filter), after !== undefined && sql`l.id > ${after}::uuid`])
  const { rows } = await sql<StoredAgain>`
    select l.id, l.lead, l.raw, l.approved, ${isRepeat(repeatsWithin)} as repeat
    from leads l where ${conditions} and l.lead is not null order by l.id limit ${limit}`.execute(db)
  return rows
}

export async function leadAgain(db: Db, id: string, repeatsWithin: number): Promise<StoredAgain | undefined> {
  const { rows } = await sql<StoredAgain>`
    select l.id, l.lead, l.raw, l.approved, ${isRepeat(repeatsWithin)} as repeat
    from leads l where l.id = ${id} and l.lead is not null`.execute(db)
  return rows[0]
}

function isRepeat(within: number) {
  return sql<boolean>`exists (
    select from leads p where p.email = l.email and p.email <> '' and p.offer = l.offer and p.test = l.test and p.id < l.id
      and p.received_at >= l.received_at - ${within} * interval '1 ms' and p.lead is not null)`
}

/** Whether this person asked for this offer before now. */
export async function wasHere(
  db: Db,
  { email, offer, test }: { email: string; offer: string; test: boolean },
  within: number,
): Promise<boolean> {
  if (email === '') return false
  const { rows } = await sql<{ id: string }>`
    select id from leads where email = ${email} and offer = ${offer} and test = ${test} and lead is not null
      and received_at >= now() - ${within} * interval '1 ms' limit 1`.execute(db)
  return rows.length > 0
}

/** Where a lead went already. */
export async function alreadyGoing(db: Db, lead: string): Promise<Map<string, DeliveryState>> {
  const { rows } = await sql<{ destination: string; state: DeliveryState }>`
    select destination, state from deliveries where lead_id = ${lead}`.execute(db)
  return new Map(rows.map(({ destination, state }) => [destination, state]))
}
