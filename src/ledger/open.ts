/** The one file that knows how to open PostgreSQL. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from './db.ts'
import { askForLimits, destroyConnection, limitStatements, standardLimits } from './limits.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

export interface Ledger {
  db: Db
  close(): Promise<void>
}

/**
 * Opens the ledger and brings its tables up to date.
 * @param onError told of idle connections that dropped; without a listener a database restart would end the process.
 * @param connections of the pool. @default 10
 */
export async function openLedger(
  url: string,
  onError: (error: Error) => void,
  connections = 10,
  limits = standardLimits,
): Promise<Ledger> {
  const pool = openPool(url, { max: connections }, onError, limits)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { db, close: () => db.destroy() }
}

/** A plain pool, for the queue's PostgreSQL backend. A connection that does not answer in time leaves it. */
export function openPool(
  url: string,
  options: pg.PoolConfig,
  onError: (error: Error) => void,
  limits = standardLimits,
): pg.Pool {
  const idle = new Set<pg.PoolClient>()
  // What became of one that says nothing became of those that were open at the same time. One in use has its own limit.
  const dropIdle = () => {
    for (const client of [...idle]) destroyConnection(client)
  }
  const pool = new pg.Pool({
    connectionString: url,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    async onConnect(client) {
      // The pool listens to its idle clients only; one that is in use when the server dies would end the process.
      client.on('error', onError)
      limitStatements(client, limits, dropIdle)
      await client.query(askForLimits(limits))
    },
    ...options,
  })
  pool.setMaxListeners(0)
  pool.on('error', onError)
  pool.on('acquire', (client) => idle.delete(client))
  pool.on('release', (error, client) => {
    if (!error) idle.add(client)
  })
  pool.on('remove', (client) => idle.delete(client))
  return pool
}
