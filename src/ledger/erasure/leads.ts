/** Blanks what is personal of leads. What happened to them, where and when, stays. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { cancelLeads } from '../moves.ts'
import type { DeliveryState } from '../states.ts'
import { forgetMemory } from './memory.ts'

/** How many leads one transaction erases at the most. */
export const erasedAtOnce = 500

export interface ErasedDelivery {
  id: string
  destination: string
  /** `sending`: its attempt goes on, and what it brings is blanked as it is settled. */
  state: DeliveryState
  reference: string
  /** The far end has its record, or may have it. */
  mayBeThere: boolean
}

/**
 * Erases these leads: the lead, its body, its address; what far ends said and where their records can be looked at. A
 * delivery still to be made is cancelled. To be called in a transaction.
 * @returns the leads' deliveries as they are now.
 */
export async function eraseLeads(tx: Db, leads: readonly string[]): Promise<ErasedDelivery[]> {
  // First the leads: whoever routes one of them at this moment has made its deliveries before the next statement looks.
  await sql`select 1 from leads where id = any(${leads}::uuid[]) order by id for update`.execute(tx)
  await cancelLeads(tx, leads)
  const { rows } = await sql<ErasedDelivery>`
    select id, destination, state, reference, outcome <> '' or may_be_there as "mayBeThere" from deliveries
    where lead_id = any(${leads}::uuid[]) order by lead_id, destination`.execute(tx)
  await blankDeliveries(tx, rows)
  await sql`delete from fingerprints where lead_id = any(${leads}::uuid[])`.execute(tx)
  await sql`
    update leads set state = 'erased', lead = null, raw = '', email = '', reason = ''
    where id = any(${leads}::uuid[])`.execute(tx)
  return rows
}

/** What was said of these deliveries; again for one whose try was under way when its lead was erased. */
export async function blankDeliveries(
  tx: Db,
  deliveries: readonly Pick<ErasedDelivery, 'id' | 'destination'>[],
): Promise<void> {
  const ids = deliveries.map(({ id }) => id)
  if (ids.length === 0) return
  await sql`update deliveries set code = '', message = '', link = '' where id = any(${ids}::uuid[])`.execute(tx)
  await sql`
    update attempts set code = '', message = '', excerpt = '', notes = '[]', link = '' where delivery_id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await forgetMemory(tx, deliveries)
}
