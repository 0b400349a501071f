/** Finds the leads of a person by the address. */
import { sql } from 'kysely'
import type { Receipt } from '../../connector.ts'
import { indexedEmail } from '../../lead/indexed.ts'
import type { Db } from '../db.ts'
import { inBulk } from '../limits.ts'
import type { DeliveryState, LeadState } from '../states.ts'
import { domainOf, mentions } from './mentions.ts'

/** The address in the form in which leads store it. */
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

/**
 * The person's leads, oldest first, with unreadable leads whose body contains the address.
 * @param address by `addressOf`
 */
export async function leadsOfPerson(db: Db, address: string): Promise<PersonsLead[]> {
  // A blank address would match every lead without an address.
  if (address === '') return []
  // A word without @ could be in the body of any person.
  const unreadable = address.includes('@') ? await unreadableOf(db, address) : []
  const { rows } = await sql<PersonsLead>`
    select id, source, state, offer, received_at as "receivedAt" from leads
    where (email = ${address} and state <> 'erased') or id = any(${unreadable}::uuid[]) order by id`.execute(db)
  return rows
}

/** The lead alone, for a lead that has no address by which the person's other leads could be found. */
export async function leadAlone(db: Db, id: string): Promise<PersonsLead[]> {
  const { rows } = await sql<PersonsLead>`
    select id, source, state, offer, received_at as "receivedAt" from leads where id = ${id}::uuid and state <> 'erased'`.execute(
    db,
  )
  return rows
}

/** Few, because a body may have 256 KiB. */
const bodiesAtOnce = 50

async function unreadableOf(db: Db, address: string): Promise<string[]> {
  const found: string[] = []
  const domain = domainOf(address)
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    // Compared as escaped text, because the bytes may have any encoding.
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

/** Deliveries of these leads whose record a destination has, or may have, or is being sent. */
export async function recordsOfLeads(db: Db, leads: readonly string[]): Promise<PersonsRecord[]> {
  const { rows } = await sql<PersonsRecord>`
    select id as delivery, lead_id as lead, destination, state, outcome, reference, link, settled_at as "settledAt"
    from deliveries where lead_id = any(${leads}::uuid[]) and (outcome <> '' or may_be_there or state = 'sending')
    order by lead_id, destination`.execute(db)
  return rows
}
