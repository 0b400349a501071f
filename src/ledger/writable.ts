import { sql } from 'kysely'
import type { Db } from './db.ts'

/** @throws SQLSTATE 25006 if PostgreSQL answers but is read-only, for example as a standby. */
export async function refuseReadOnly(db: Db): Promise<void> {
  const { rows } = await sql<{ readOnly: boolean }>`
    select current_setting('transaction_read_only')::bool as "readOnly"`.execute(db)
  if (rows[0]?.readOnly) throw Object.assign(new Error('PostgreSQL is read-only'), { code: '25006' })
}
