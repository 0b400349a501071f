/** The test leads that the hub posts to its own public address: one row for each source that has them. */
import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import type { QuietTables } from '../quiet-tables.ts'

export type CanaryRow = Selectable<QuietTables['canaries']>

export function listCanaries(db: Db): Promise<CanaryRow[]> {
  return db.selectFrom('canaries').selectAll().orderBy('source').execute()
}

interface Schedule {
  /** The newest time of the schedule that a look may have missed: of a schedule that is new it is due. */
  recent: Date
  next: Date
  /** When a canary that is taken is due again if this worker dies. */
  leaseUntil: Date
}

/**
 * Takes a canary that is due. Only one worker gets it. One that waits for its time follows the schedule as it is now; one that
 * is being sent, or is sent again after a failure, keeps its time.
 */
export async function takeCanary(db: Db, source: string, { recent, next, leaseUntil }: Schedule): Promise<boolean> {
  await sql`insert into canaries (source, next_at) values (${source}, ${recent}) on conflict do nothing`.execute(db)
  const right = sql`case when arrived_at >= ${recent}::timestamptz then ${next}::timestamptz else ${recent}::timestamptz end`
  await sql`
    update canaries set next_at = ${right}
    where source = ${source} and failures = 0 and next_at > ${leaseUntil} and next_at <> ${right}`.execute(db)
  const { rows } = await sql`
    update canaries set next_at = ${leaseUntil} where source = ${source} and next_at <= now() returning source`.execute(
    db,
  )
  return rows.length > 0
}

/** The next look sends the canary, whatever its time. */
export async function askForCanary(tx: Db, source: string): Promise<CanaryRow> {
  const { rows } = await sql<CanaryRow>`
    insert into canaries (source, next_at) values (${source}, now())
    on conflict (source) do update set next_at = now() returning *`.execute(tx)
  return rows[0]!
}

/** The lead of a canary that came in by the source, as a test. */
export async function canaryArrived(db: Db, source: string, lead: string): Promise<boolean> {
  const { rows } = await sql`
    select id from leads where id = ${lead}::uuid and source = ${source} and test`.execute(db)
  return rows.length > 0
}

interface Next {
  next: Date
  /** After the first failure in a row, and after more. */
  failed: readonly [Date, Date]
}

/** @param reason blank: it arrived */
export async function settleCanary(db: Db, source: string, reason: string, { next, failed }: Next): Promise<void> {
  const [first, more] = failed
  await sql`
    update canaries set reason = ${reason},
      next_at = case when ${reason} = '' then ${next}::timestamptz when failures = 0 then ${first}::timestamptz
        else ${more}::timestamptz end,
      failures = case when ${reason} = '' then 0 else failures + 1 end,
      arrived_at = case when ${reason} = '' then now() else arrived_at end,
      failed_at = case when ${reason} = '' then failed_at else now() end
    where source = ${source}`.execute(db)
}

/** Forgets the sources that have no canary any more. */
export async function keepCanaries(db: Db, sources: readonly string[]): Promise<void> {
  await sql`delete from canaries where source <> all(${[...sources]}::text[])`.execute(db)
}
