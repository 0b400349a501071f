/** Moments by the ledger's own clock, because the hubs' clocks may be wrong. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from './db.ts'

/** SQL for the moment in `ms` milliseconds; undefined = never. */
export function fromNow(ms: number | undefined): RawBuilder<Date | null> {
  return sql`(now() + ${ms ?? null}::float8 * interval '1 ms')`
}

/** The current time by the ledger's clock. */
export async function ledgerTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select now() as at`.execute(db)
  return rows[0]!.at
}

/**
 * The moment for an act on many that is shown first: everything that changed before it is visible to the statements
 * that follow. So a transaction under way makes the moment earlier. ISO 8601, with microseconds.
 */
export async function asOfNow(db: Db): Promise<string> {
  const { rows } = await sql<{ asOf: string }>`
    select to_char(least(now(), (select min(xact_start) from pg_stat_activity
      where backend_xid is not null and datname = current_database() and pid <> pg_backend_pid()))
      at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "asOf"`.execute(db)
  return rows[0]!.asOf
}
