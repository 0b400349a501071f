/** Stored leads as routing would see them again, for dry runs. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { lastActiveLead } from '../repeats.ts'
import type { DeliveryState } from '../states.ts'
import type { StoredLead } from '../tables.ts'
import { newestIds } from './delivery-ids.ts'
import { all, type DeliveryFilter, type LeadFilter, matchingLeads } from './filter.ts'

export interface DryRunLead {
  id: string
  lead: StoredLead
  raw: Buffer
  approved: boolean
  /** Whether an earlier lead of the same person for the same offer reached a destination, or still may. */
  repeat: boolean
}

/** The readable leads that match the filter, oldest first, beginning after the id `after`. */
export async function leadsForDryRun(
  db: Db,
  filter: LeadFilter,
  { after, limit, repeatsWithin }: { after: string | undefined; limit: number; repeatsWithin: number },
): Promise<DryRunLead[]> {
  const conditions = all([matchingLeads(filter), after !== undefined && sql`l.id > ${after}::uuid`])
  const { rows } = await sql<DryRunLead>`
    select l.id, l.lead, l.raw, l.approved, ${isRepeat(repeatsWithin)} as repeat
    from leads l where ${conditions} and l.lead is not null order by l.id limit ${limit}`.execute(db)
  return rows
}

export async function leadForDryRun(db: Db, id: string, repeatsWithin: number): Promise<DryRunLead | undefined> {
  const { rows } = await sql<DryRunLead>`
    select l.id, l.lead, l.raw, l.approved, ${isRepeat(repeatsWithin)} as repeat
    from leads l where l.id = ${id} and l.lead is not null`.execute(db)
  return rows[0]
}

function isRepeat(within: number) {
  return sql<boolean>`exists (${lastActiveLead(within)})`
}

/** An id that sorts after every other id. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Whether a lead that arrives now would be a repeat. @param within milliseconds */
export async function wouldBeRepeat(
  db: Db,
  { email, offer, test }: { email: string; offer: string; test: boolean },
  within: number,
): Promise<boolean> {
  const { rows } = await sql<{ repeat: boolean }>`
    select ${isRepeat(within)} as repeat
    from (select ${lastId}::uuid as id, ${email}::text as email, ${offer}::text as offer, ${test}::boolean as test,
      now() as received_at) l`.execute(db)
  return rows[0]?.repeat === true
}

/** The state of the lead's delivery by destination. */
export async function deliveryStatesOf(db: Db, lead: string): Promise<Map<string, DeliveryState>> {
  const { rows } = await sql<{ destination: string; state: DeliveryState }>`
    select destination, state from deliveries where lead_id = ${lead}`.execute(db)
  return new Map(rows.map(({ destination, state }) => [destination, state]))
}

export interface DryRunDelivery {
  id: string
  leadId: string
  destination: string
  route: string
  handling: string
  mayBeThere: boolean
  lead: StoredLead
  raw: Buffer
}

/** The newest deliveries that match the filter, with their leads; without those whose lead was erased. */
export async function deliveriesForDryRun(db: Db, filter: DeliveryFilter, limit: number): Promise<DryRunDelivery[]> {
  const { rows } = await sql<DryRunDelivery>`
    with page as materialized (
      select id, lead_id, destination, route, handling, state = 'delivered' or may_be_there as there from deliveries d
      where d.id = any(array(${newestIds(filter, limit)}))
    )
    select d.id, d.lead_id as "leadId", d.destination, d.route, d.handling, d.there as "mayBeThere", l.lead, l.raw
    from page d join leads l on l.id = d.lead_id
    where l.id = any(array(select lead_id from page)) and l.lead is not null order by d.id desc`.execute(db)
  return rows
}
