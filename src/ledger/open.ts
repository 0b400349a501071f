/** The one file that knows how to open PostgreSQL. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>

export interface Ledger {
  db: Db
  close(): Promise<void>
}

/**
 * Opens the ledger and brings its tables up to date.
 * @param onError told of idle connections that dropped; without a listener a database restart would end the process.
 * @param connections of the pool. @default 10
 */
export async function openLedger(url: string, onError: (error: Error) => void, connections = 10): Promise<Ledger> {
  const pool = openPool(url, { max: connections, connectionTimeoutMillis: 5_000 }, onError)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { db, close: () => db.destroy() }
}

/** A plain pool, for the queue's PostgreSQL backend. */
export function openPool(url: string, options: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, keepAlive: true, ...options })
  pool.setMaxListeners(0)
  pool.on('error', onError)
  // The pool listens to its idle clients only; one that is in use when the server dies would end the process.
  pool.on('connect', (client) => client.on('error', onError))
  return pool
}
