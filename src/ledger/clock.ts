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
