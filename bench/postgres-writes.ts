/** What PostgreSQL has counted of a ledger: commits, rows, WAL. */
import { sql } from 'kysely'
import type { Db } from '../src/ledger/db.ts'

export interface Writes {
  /** Of transactions that only read, too. */
  commits: number
  inserted: number
  /** Of the whole server: its position in the WAL. */
  walBytes: number
}

/**
 * PostgreSQL's processes hand in what they counted once a second while they work, and ten seconds after they stopped
 * (pgstat.c, PGSTAT_IDLE_INTERVAL). Who waits so long before and after counts exactly.
 */
export const countedAfterMs = 11_000

export async function writesSoFar(db: Db): Promise<Writes> {
  const { rows } = await sql<Writes>`
    select xact_commit::float8 as commits, tup_inserted::float8 as inserted,
      (pg_current_wal_insert_lsn() - '0/0')::float8 as "walBytes"
    from pg_stat_database where datname = current_database()`.execute(db)
  return rows[0]!
}

export function writesBetween(before: Writes, after: Writes): Writes {
  return {
    commits: after.commits - before.commits,
    inserted: after.inserted - before.inserted,
    walBytes: after.walBytes - before.walBytes,
  }
}
