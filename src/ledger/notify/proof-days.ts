/** Days that are proved. One worker proves a day at a time; another worker continues if it dies. */
import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import { firstIdAt } from '../reads/filter.ts'
import type { Tables } from '../tables.ts'

export type ProofDay = Selectable<Tables['proof_days']>

/** A day that this worker proves. */
export interface ProofRun extends Pick<ProofDay, 'day' | 'zone' | 'since' | 'until' | 'whole' | 'actor'> {
  /** Names the run: a run that continues after a worker's death keeps it. In text, with microseconds. */
  beganAt: string
}

interface DaySpan {
  day: string
  zone: string
  from: Date
  to: Date
}

/** Enters days that nothing is known of. Days before the first lead are left out. */
export async function enterDays(db: Db, days: readonly DaySpan[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from leads order by id limit 1`.execute(db)
  const [first] = rows
  const met = days.filter(({ to }) => first && first.id < firstIdAt(to))
  if (met.length === 0) return
  const values = met.map(({ day, zone, from, to }) => sql`(${day}, ${zone}, ${from}::timestamptz, ${to}::timestamptz)`)
  await sql`
    insert into proof_days (day, zone, since, until) values ${sql.join(values)} on conflict do nothing`.execute(db)
}

/** An operator wants a day proved now: every record is asked for again. */
export async function wantDay(db: Db, actor: string, { day, zone, from, to }: DaySpan): Promise<void> {
  await sql`
    insert into proof_days (day, zone, since, until, actor, wanted_at)
    values (${day}, ${zone}, ${from}, ${to}, ${actor}, now())
    on conflict (day) do update set wanted_at = now(), actor = excluded.actor, zone = excluded.zone,
      since = excluded.since, until = excluded.until`.execute(db)
}

/**
 * Takes the next day that is due: one that an operator wants, one whose worker died, or one that was last proved before
 * `since`. Only a day that an operator wants is proved next to another. The caller proves it for `forMs` milliseconds.
 */
export async function takeDay(
  db: Db,
  { since, oldest }: { since: Date; oldest: string },
  forMs: number,
): Promise<ProofRun | undefined> {
  const { rows } = await sql<ProofRun>`
    update proof_days p set
      began_at = case when due.continues then p.began_at else clock_timestamp() end,
      whole = case when due.continues then p.whole else p.wanted_at is not null end,
      actor = case when due.continues or p.wanted_at is not null then p.actor else '' end,
      wanted_at = null, finished_at = null, lease_until = now() + ${forMs} * interval '1 ms'
    from (
      select day, began_at is not null and finished_at is null and wanted_at is null as continues from proof_days
      where lease_until <= now() and (wanted_at is not null or (began_at is not null and finished_at is null)
        or (not closed and day >= ${oldest} and (began_at is null or began_at < ${since})))
        and (wanted_at is not null or not exists (select from proof_days where lease_until > now()))
      order by wanted_at is null, day desc limit 1 for update skip locked
    ) due
    where p.day = due.day
    returning p.day, p.zone, p.since, p.until, p.whole, p.actor, p.began_at::text as "beganAt"`.execute(db)
  return rows[0]
}

/** Renews the lease; 0 = another process may continue at once. @returns false if another process has the day */
export async function leaseDay(db: Db, { day, beganAt }: ProofRun, forMs: number): Promise<boolean> {
  const { rows } = await sql`
    update proof_days set lease_until = now() + ${forMs} * interval '1 ms'
    where day = ${day} and began_at = ${beganAt}::timestamptz and finished_at is null returning day`.execute(db)
  return rows.length > 0
}

/** Milliseconds in which a delivery may still be replayed, or a far end may still be behind. */
const settling = 3_600_000

/**
 * Ends a run. The day is closed if nothing of it is under way and nothing was delivered only lately. A closed day keeps
 * only the proofs of missing records.
 */
export async function finishDay(tx: Db, { day, beganAt, since, until }: ProofRun): Promise<boolean> {
  const { rows } = await sql<{ closed: boolean }>`
    update proof_days set finished_at = now(), lease_until = '-infinity', closed =
      not exists (select from leads where id >= ${firstIdAt(since)}::uuid and id < ${firstIdAt(until)}::uuid
        and state = 'received' and not test)
      and not exists (select from leads l join deliveries d on d.lead_id = l.id
        where l.id >= ${firstIdAt(since)}::uuid and l.id < ${firstIdAt(until)}::uuid and not l.test
          and (d.state in ('queued', 'sending', 'waiting', 'held')
            or (d.state = 'delivered' and d.settled_at > now() - ${settling} * interval '1 ms')))
    where day = ${day} and began_at = ${beganAt}::timestamptz returning closed`.execute(tx)
  const closed = rows[0]?.closed ?? false
  if (closed) await sql`delete from proofs where day = ${day} and there is distinct from false`.execute(tx)
  return closed
}

/** Forgets what is older than the day. */
export async function forgetDays(tx: Db, before: string): Promise<void> {
  for (const table of ['proofs', 'proof_destinations', 'reconciliations', 'proof_days'] as const) {
    await sql`delete from ${sql.table(table)} where day < ${before}`.execute(tx)
  }
}

/** @returns the day as it is now, if people were not told of it before */
export async function tellDay(tx: Db, day: string): Promise<ProofDay | undefined> {
  const { rows } = await sql<ProofDay>`
    update proof_days set told = true where day = ${day} and not told returning *`.execute(tx)
  return rows[0]
}
