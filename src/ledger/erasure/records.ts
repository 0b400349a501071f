/** The far ends' records of an erased person: one row for each delivery that may have made a record. */
import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import type { DeliveryState, ErasureState } from '../states.ts'
import type { Tables } from '../tables.ts'
import { blankDeliveries } from './leads.ts'

export interface DueRecord {
  erasure: string
  delivery: string
  leadId: string
  receivedAt: Date
  destination: string
  /** The delivery's present state. */
  state: DeliveryState
  reference: string
  /** The references of all receipts, because a delivery that was sent again may have made several records. */
  references: string[]
  mayBeThere: boolean
  tries: number
}

/** The next record whose far end must be asked now. */
export async function dueRecord(db: Db, erasure: string): Promise<DueRecord | undefined> {
  const { rows } = await sql<DueRecord>`
    select r.erasure, r.delivery, d.lead_id as "leadId", l.received_at as "receivedAt", r.destination, d.state,
      d.reference, array(select distinct reference from (
        select d.reference union all
        select a.reference from attempts a where a.delivery_id = d.id and a.reference <> '') each
      ) as references, d.outcome <> '' or d.may_be_there as "mayBeThere", r.tries
    from erasure_records r join deliveries d on d.id = r.delivery join leads l on l.id = d.lead_id
    where r.erasure = ${erasure} and r.state = 'pending' and r.next_at <= now()
    order by r.next_at, r.delivery limit 1`.execute(db)
  return rows[0]
}

/** Milliseconds until the next record is due; undefined = no record is left. */
export async function nextDue(db: Db, erasure: string): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from min(next_at) - now())::float * 1000 as ms from erasure_records
    where erasure = ${erasure} and state = 'pending'`.execute(db)
  return rows[0]?.ms ?? undefined
}

export interface Answered {
  state: ErasureState
  code?: string
  problem?: string
  message?: string
  /** For `pending` only: milliseconds until the next attempt. */
  waitMs?: number
  /** Whether a request was sent to the far end. */
  attempted: boolean
}

/** Stores the far end's answer. It blanks the delivery again, because an attempt may have ended after the erasure. */
export function noteAnswer(db: Db, record: DueRecord, answered: Answered): Promise<void> {
  const { erasure, delivery, destination, reference } = record
  const { state, code = '', problem = '', message = '', waitMs = 0, attempted } = answered
  return db.transaction().execute(async (tx) => {
    await blankDeliveries(tx, [{ id: delivery, destination }])
    await sql`
      update erasure_records set state = ${state}, code = ${code}, problem = ${problem}, message = ${message},
        reference = ${reference}, tries = tries + ${attempted ? 1 : 0}, next_at = now() + ${waitMs} * interval '1 ms'
      where erasure = ${erasure} and delivery = ${delivery}`.execute(tx)
  })
}

/** Drops a record: the far end has nothing of this delivery, or far ends are not part of this erasure. */
export function dropRecord(db: Db, { erasure, delivery, destination }: DueRecord): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await blankDeliveries(tx, [{ id: delivery, destination }])
    await sql`delete from erasure_records where erasure = ${erasure} and delivery = ${delivery}`.execute(tx)
  })
}

export interface RecordRow extends Selectable<Tables['erasure_records']> {
  lead: string
}

export async function recordsOf(db: Db, erasure: string): Promise<RecordRow[]> {
  const { rows } = await sql<RecordRow>`
    select r.*, d.lead_id as lead from erasure_records r join deliveries d on d.id = r.delivery
    where r.erasure = ${erasure}::uuid order by r.destination, r.delivery`.execute(db)
  return rows
}

export async function leadsOf(db: Db, erasure: string): Promise<string[]> {
  const { rows } = await sql<{ lead: string }>`
    select lead from erasure_leads where erasure = ${erasure}::uuid order by lead`.execute(db)
  return rows.map(({ lead }) => lead)
}
