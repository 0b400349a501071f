/** Makes the ledger unreachable: PostgreSQL closes the hub's connections and accepts no new ones. */
import { sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import type { Rig } from './rig.ts'

/** Runs `work` while the ledger is unreachable. @returns the result of `work` */
export async function whileAway<R>(rig: Rig, work: () => Promise<R>): Promise<R> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(rig.ledger.db)
  const name = rows[0]?.name ?? ''
  const admin = new pg.Client({ connectionString: inject('postgresUrl') })
  await admin.connect()
  try {
    await admin.query(`alter database ${name} allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    return await work()
  } finally {
    await admin.query(`alter database ${name} allow_connections true`)
    await admin.end()
  }
}
