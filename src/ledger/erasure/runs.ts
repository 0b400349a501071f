/** Erasures of persons. Their progress is stored, so that another process continues if one dies. */
import { type Selectable, sql } from 'kysely'
import { audit } from '../audit.ts'
import type { Db } from '../db.ts'
import { cancelErased } from '../moves.ts'
import type { ErasureState } from '../states.ts'
import type { Tables } from '../tables.ts'
import { type ErasedDelivery, erasedAtOnce, eraseLeads } from './leads.ts'

export interface NewErasure {
  id: string
  actor: string
  /** By `addressOf`; blank where the lead has none. It is not stored. */
  address: string
  farEnds: boolean
  leads: readonly string[]
}

/** Stores the erasure, and stops replays and look-ups whose filter has the address, because their leads are about to be erased. */
export function startErasure(db: Db, { id, actor, address, farEnds, leads }: NewErasure): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await sql`
      insert into erasures (id, actor, far_ends, leads) values (${id}, ${actor}, ${farEnds}, ${leads.length})`.execute(
      tx,
    )
    await sql`insert into erasure_leads (erasure, lead) select ${id}, unnest(${leads}::uuid[])`.execute(tx)
    // The work must end, too: without the address its filter would match all people.
    for (const table of ['replays', 'lookups']) {
      await sql`
        update ${sql.table(table)} set filter = filter - 'email', stopped = stopped or finished_at is null,
          finished_at = coalesce(finished_at, now())
        where ${address} <> '' and lower(trim(filter ->> 'email')) = ${address}`.execute(tx)
    }
    await audit(tx, { actor, action: 'erase', subject: id, detail: { leads, farEnds } })
  })
}

export type Erasure = Pick<Selectable<Tables['erasures']>, 'id' | 'far_ends' | 'leads'>

/** Takes an unfinished erasure that no process runs. The caller runs it for `forMs` milliseconds. */
export async function takeErasure(db: Db, forMs: number): Promise<Erasure | undefined> {
  const { rows } = await sql<Erasure>`
    update erasures e set lease_until = now() + ${forMs} * interval '1 ms'
    from (select id from erasures where finished_at is null and lease_until <= now() order by id limit 1
      for update skip locked) free
    where e.id = free.id returning e.id, e.far_ends, e.leads`.execute(db)
  return rows[0]
}

/** Renews the lease for `forMs` milliseconds from now; 0 = another process may continue at once. */
export async function leaseErasure(db: Db, id: string, forMs: number): Promise<void> {
  await sql`update erasures set lease_until = now() + ${forMs} * interval '1 ms' where id = ${id}`.execute(db)
}

/** Erases the next leads of the erasure. @returns how many; 0 = all are erased. */
export function eraseNext(db: Db, { id, far_ends: farEnds }: Erasure): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ lead: string }>`
      select lead from erasure_leads where erasure = ${id} and not erased order by lead limit ${erasedAtOnce}
      for update`.execute(tx)
    const leads = rows.map(({ lead }) => lead)
    if (leads.length === 0) return 0
    const deliveries = await eraseLeads(tx, leads)
    await enterRecords(
      tx,
      id,
      deliveries.filter((one) => one.state === 'sending' || (farEnds && one.mayBeThere)),
    )
    await sql`
      update erasure_leads set erased = true where erasure = ${id} and lead = any(${leads}::uuid[])`.execute(tx)
    return leads.length
  })
}

async function enterRecords(tx: Db, id: string, deliveries: readonly ErasedDelivery[]): Promise<void> {
  if (deliveries.length === 0) return
  const rows = deliveries.map(({ id: delivery, destination, reference }) => ({ delivery, destination, reference }))
  await sql`
    insert into erasure_records (erasure, delivery, destination, reference)
    select ${id}, delivery, destination, reference
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(delivery uuid, destination text, reference text)
    on conflict do nothing`.execute(tx)
}

/** Finishes the erasure if no record is pending. @returns whether it is finished. */
export async function finishErasure(db: Db, id: string): Promise<boolean> {
  await cancelErased(db)
  const { rows } = await sql`
    update erasures set finished_at = now() where id = ${id}
      and not exists (select 1 from erasure_records where erasure = ${id} and state = 'pending')
    returning id`.execute(db)
  return rows.length > 0
}

/**
 * Makes failed records pending again, and records that a person was to delete by hand.
 * @returns how many records; undefined = there is no such erasure.
 */
export function repeatErasure(db: Db, id: string, actor: string): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const known = await sql`select 1 from erasures where id = ${id} for update`.execute(tx)
    if (known.rows.length === 0) return undefined
    const { rows } = await sql`
      update erasure_records set state = 'pending', code = '', problem = '', message = '', tries = 0, next_at = now()
      where erasure = ${id} and state in ('failed', 'by-hand') returning delivery`.execute(tx)
    if (rows.length === 0) return 0
    await sql`update erasures set finished_at = null, lease_until = now() where id = ${id}`.execute(tx)
    await audit(tx, { actor, action: 'erase', subject: id, detail: { again: rows.length } })
    return rows.length
  })
}

export interface ErasureRow extends Selectable<Tables['erasures']> {
  erased: number
  records: Partial<Record<ErasureState, number>>
}

const counted = sql`
  select e.*, (select count(*)::int from erasure_leads l where l.erasure = e.id and l.erased) as erased,
    (select coalesce(jsonb_object_agg(state, n), '{}') from (select state, count(*) as n from erasure_records r
      where r.erasure = e.id group by state) c) as records
  from erasures e`

export async function findErasure(db: Db, id: string): Promise<ErasureRow | undefined> {
  const { rows } = await sql<ErasureRow>`${counted} where e.id = ${id}::uuid`.execute(db)
  return rows[0]
}

export async function newestErasures(db: Db): Promise<ErasureRow[]> {
  const { rows } = await sql<ErasureRow>`${counted} order by e.id desc limit 100`.execute(db)
  return rows
}
