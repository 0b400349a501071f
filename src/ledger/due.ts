/** Which deliveries are due, overdue or abandoned. */
import { sql } from 'kysely'
import type { ClaimId } from './claims.ts'
import type { Db } from './db.ts'

/** SQL over `deliveries d`: milliseconds until the delivery is due, by the ledger's clock. */
export const dueIn = sql<number>`
  coalesce(greatest(extract(epoch from d.next_attempt_at - now()) * 1000, 0), 0)::float8`

export interface Overdue {
  destination: string
  /** Deliveries are `held` although the destination is open: their release was interrupted. */
  held: boolean
}

/** Open destinations where a delivery is due for longer than `ms`, so that its ring may be lost. */
export async function overdue(db: Db, ms: number): Promise<Overdue[]> {
  const before = sql`now() - ${ms}::float8 * interval '1 ms'`
  const some = (state: string, more = sql`true`) =>
    sql`exists (select from deliveries d where d.destination = t.id and d.state = ${state} and ${more})`
  const { rows } = await sql<Overdue & { due: boolean }>`
    select t.id as destination, ${some('held')} as held,
      exists (select from (
        select queued_at from deliveries d where d.destination = t.id and d.state = 'queued' order by d.lead_id limit 1
      ) oldest where oldest.queued_at < ${before}) or ${some('waiting', sql`d.next_attempt_at < ${before}`)} as due
    from destinations t where t.configured and t.state = 'open' order by t.id`.execute(db)
  return rows.filter(({ due, held }) => due || held)
}

/** Whether the destination is open and a delivery can be claimed there now. */
export async function isDue(db: Db, destination: string): Promise<boolean> {
  const { rows } = await sql`
    select from destinations t where t.id = ${destination} and t.state = 'open' and (
      exists (select from deliveries d where d.destination = t.id and d.state = 'queued')
      or exists (select from deliveries d where d.destination = t.id and d.state = 'waiting'
        and d.next_attempt_at <= now()))`.execute(db)
  return rows.length > 0
}

/** Whether any delivery besides the given ones is due at the destination, or is being sent there. */
export async function hasOthersDue(db: Db, destination: string, deliveries: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where destination = ${destination} and state in ('queued', 'waiting', 'sending')
      and id <> all(${deliveries}::uuid[]) limit 1`.execute(db)
  return rows.length > 0
}

export interface Abandoned extends ClaimId {
  leadId: string
  destination: string
  worker: string
  attempts: number
  mayBeThere: boolean
  sendingSince: Date
  /** It is certain that nothing was sent under this claim. */
  unsent: boolean
  /** Milliseconds since `sendingSince`, by the ledger's clock. */
  tookMs: number
}

/** Deliveries that are `sending` by a worker that is not alive any more, ordered by id. @param after an id */
export async function abandoned(db: Db, after: string, limit: number): Promise<Abandoned[]> {
  const { rows } = await sql<Abandoned>`
    select d.id, d.generation, d.lead_id as "leadId", d.destination, d.worker, d.attempts,
      d.may_be_there as "mayBeThere", d.sending_since as "sendingSince",
      (extract(epoch from now() - d.sending_since) * 1000)::float8 as "tookMs",
      d.departs and not coalesce(d.id = any(p.deliveries), false) as unsent
    from deliveries d left join departures p on p.worker = d.worker
    where d.state = 'sending' and d.id > ${after}::uuid
      and not exists (select 1 from workers w where w.id = d.worker) order by d.id limit ${limit}`.execute(db)
  return rows
}
