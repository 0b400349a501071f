/** Blanks personal data of leads. Their states, destinations and times stay. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { cancelLeads } from '../moves.ts'
import { forgetTold } from '../notify/contacts.ts'
import { forgetWords } from '../search.ts'
import type { DeliveryState } from '../states.ts'
import { forgetMemory } from './memory.ts'

/** How many leads one transaction erases at most. */
export const erasedAtOnce = 500

export interface ErasedDelivery {
  id: string
  destination: string
  /** `sending`: the attempt goes on, and its settlement writes nothing personal. */
  state: DeliveryState
  reference: string
  /** The far end has the record, or may have it. */
  mayBeThere: boolean
}

/**
 * Erases the leads: content, body and address, the far ends' messages, and the links to their records. Undelivered
 * deliveries are cancelled. Call it in a transaction.
 * @returns the leads' deliveries as they are now.
 */
export async function eraseLeads(tx: Db, leads: readonly string[]): Promise<ErasedDelivery[]> {
  // Leads are locked first: a fan-out at this moment then makes its deliveries before the next statement reads them.
  await sql`select 1 from leads where id = any(${leads}::uuid[]) order by id for update`.execute(tx)
  await cancelLeads(tx, leads)
  const { rows } = await sql<ErasedDelivery>`
    select id, destination, state, reference, outcome <> '' or may_be_there as "mayBeThere" from deliveries
    where lead_id = any(${leads}::uuid[]) order by lead_id, destination`.execute(tx)
  await blankDeliveries(tx, rows)
  await sql`delete from fingerprints where lead_id = any(${leads}::uuid[])`.execute(tx)
  await sql`
    update leads set state = 'erased', lead = null, raw = '', email = '', reason = '', changed_at = now()
    where id = any(${leads}::uuid[])`.execute(tx)
  await forgetWords(tx, leads)
  await forgetTold(tx, leads)
  return rows
}

/** Blanks messages and links of deliveries. It is called again after an attempt that was under way at the erasure. */
export async function blankDeliveries(
  tx: Db,
  deliveries: readonly Pick<ErasedDelivery, 'id' | 'destination'>[],
): Promise<void> {
  const ids = deliveries.map(({ id }) => id)
  if (ids.length === 0) return
  await sql`update deliveries set code = '', message = '', link = '', settled_why = '' where id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await sql`
    update attempts set code = '', message = '', excerpt = '', notes = '[]', link = '' where delivery_id = any(${ids}::uuid[])`.execute(
    tx,
  )
  await sql`update replayed set settled_why = '' where delivery = any(${ids}::uuid[]) and settled_why <> ''`.execute(tx)
  await forgetMemory(tx, deliveries)
}
