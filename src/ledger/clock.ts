/** Moments by the ledger's own clock: the hubs' clocks may show any time. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from './db.ts'

/** So many milliseconds from now; undefined = never. */
export function fromNow(ms: number | undefined): RawBuilder<Date | null> {
  return sql`(now() + ${ms ?? null}::float8 * interval '1 ms')`
}

/** By the clock that deliveries are stamped with. */
export async function ledgerTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select now() as at`.execute(db)
  return rows[0]!.at
}
