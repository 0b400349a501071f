/** The leads of one person for one offer, such as INS, TestDrive and Create. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { dueIn } from './due.ts'
import { samePerson } from './repeats.ts'
import type { DeliveryState, LeadState } from './states.ts'

export interface Earlier {
  /** The delivery's id; `null` if its lead still waits for routing. */
  delivery: string | null
  /** `received`: the earlier lead still waits for routing, and may be sent to this destination. */
  state: DeliveryState | 'received'
  /** The reference of the receipt; blank without a receipt. */
  reference: string
  /** Milliseconds until the next attempt. */
  dueIn: number
}

/** The newest delivery of the person's earlier leads for the same offer that reached this destination, or still may. */
export async function earlierDelivery(db: Db, lead: string, destination: string): Promise<Earlier | undefined> {
  const { rows } = await sql<Earlier>`
    select d.id as delivery, coalesce(d.state, p.state) as state, coalesce(d.reference, '') as reference,
      ${dueIn} as "dueIn"
    from leads l
      join leads p on ${samePerson} and p.id < l.id
      left join deliveries d on d.lead_id = p.id and d.destination = ${destination}
    where l.id = ${lead}
      and (d.state in ('queued', 'sending', 'waiting', 'held', 'uncertain')
        or (d.state = 'delivered' and d.reference <> '')
        or (d.id is null and p.state = 'received'))
    order by p.id desc limit 1`.execute(db)
  return rows[0]
}

export interface PersonLead {
  id: string
  received_at: Date
  state: LeadState
  source: string
  action: string | null
  stage: string | null
}

/** The person's leads for the same offer, this lead included, oldest first. */
export async function personLeads(db: Db, lead: string, most = 100): Promise<PersonLead[]> {
  const { rows } = await sql<PersonLead>`
    with steps as (
      select id from leads where id = ${lead} union
      select p.id from leads l join leads p on ${samePerson} where l.id = ${lead} and p.lead is not null
    )
    select id, received_at, state, source, lead #>> '{action,code}' as action, lead #>> '{action,stage}' as stage
    from steps join leads using (id) order by id limit ${most}`.execute(db)
  return rows
}
