/** Which leads are of a person, by the address. */
import { sql } from 'kysely'
import type { Receipt } from '../../connector.ts'
import { indexedEmail } from '../../lead/indexed.ts'
import type { Db } from '../db.ts'
import { inBulk } from '../limits.ts'
import type { DeliveryState, LeadState } from '../states.ts'
import { domainOf, mentions } from './mentions.ts'

/** As leads keep it to be found by. */
export function addressOf(email: string): string {
  return indexedEmail(email)
}

export interface PersonsLead {
  id: string
  source: string
  state: LeadState
  offer: string
  receivedAt: Date
}

/** With the unreadable ones whose body speaks of the address. Oldest first. @param address by `addressOf` */
export async function leadsOfPerson(db: Db, address: string): Promise<PersonsLead[]> {
  // Blank would mean every lead without an address, and a mere word whoever writes that word.
  if (address === '') return []
  const unreadable = address.includes('@') ? await unreadableOf(db, address) : []
  const { rows } = await sql<PersonsLead>`
    select id, source, state, offer, received_at as "receivedAt" from leads
    where (email = ${address} and state <> 'erased') or id = any(${unreadable}::uuid[]) order by id`.execute(db)
  return rows
}

/** A body may have 256 KiB. */
const bodiesAtOnce = 50

async function unreadableOf(db: Db, address: string): Promise<string[]> {
  const found: string[] = []
  const domain = domainOf(address)
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    // As escaped text: the bytes need not be text of any encoding.
    const part = sql<{ id: string; raw: Buffer }>`
      select id, raw from leads where state = 'unreadable' and id > ${after}::uuid
        and position(lower(encode(convert_to(${domain}, 'UTF8'), 'escape')) in lower(encode(raw, 'escape'))) > 0
      order by id limit ${bodiesAtOnce}`
    const { rows } = await inBulk(db, (tx) => part.execute(tx))
    found.push(...rows.filter(({ raw }) => mentions(raw, address)).map(({ id }) => id))
    const last = rows.at(-1)
    if (!last) return found
    after = last.id
  }
}

export interface PersonsRecord {
  delivery: string
  lead: string
  destination: string
  state: DeliveryState
  outcome: Receipt['outcome'] | ''
  reference: string
  link: string
  settledAt: Date | null
}

/** What the destinations have of these leads, or may have, or are being sent. */
export async function recordsOfLeads(db: Db, leads: readonly string[]): Promise<PersonsRecord[]> {
  const { rows } = await sql<PersonsRecord>`
    select id as delivery, lead_id as lead, destination, state, outcome, reference, link, settled_at as "settledAt"
    from deliveries where lead_id = any(${leads}::uuid[]) and (outcome <> '' or may_be_there or state = 'sending')
    order by lead_id, destination`.execute(db)
  return rows
}
