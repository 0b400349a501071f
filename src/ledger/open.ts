/** The only file that opens PostgreSQL. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from './db.ts'
import { keepPlans, keptPlanSettings } from './kept-plans.ts'
import { destroyConnection, limitSettings, limitStatements, standardLimits } from './limits.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

export interface Ledger {
  db: Db
  /** Connections for the statements of every lead, whose plans are kept. Not for any other statement. */
  hot: Db
  close(): Promise<void>
}

/**
 * Opens the ledger and brings its tables up to date.
 * @param onError is called when a connection breaks; without a listener a restart of PostgreSQL would end the process.
 * @param connections of `db` at most. @default 10
 * @throws when the tables cannot be migrated, for example because a newer program made them.
 */
export async function openLedger(
  url: string,
  onError: (error: Error) => void,
  connections = 10,
  limits = standardLimits,
): Promise<Ledger> {
  const db = over(openPool(url, { max: connections, idleTimeoutMillis: idleFor }, onError, limits))
  const kept = { max: Math.min(connections, hotConnections), idleTimeoutMillis: 600_000 }
  const hot = over(openPool(url, kept, onError, limits, keptPlans))
  const close = async () => void (await Promise.all([db.destroy(), hot.destroy()]))
  try {
    await migrate(db)
  } catch (error) {
    await close()
    throw error
  }
  return { db, hot, close }
}

/** Milliseconds: longer than the time between two looks of a quiet hub, so that it opens no connection for each. */
const idleFor = 60_000

/** Arrivals, routing, claims or settlements, departures, heartbeat: each has one or two statements under way. */
const hotConnections = 6

const keptPlans: Preparation = {
  settings: keptPlanSettings,
  prepare: keepPlans,
}

/** What each new connection of a pool gets besides its limits. */
interface Preparation {
  settings: string
  prepare(client: pg.ClientBase): void
}

function over(pool: pg.Pool): Db {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** A plain pool, for the queue's PostgreSQL backend. A connection that does not answer in time leaves the pool. */
export function openPool(
  url: string,
  options: pg.PoolConfig,
  onError: (error: Error) => void,
  limits = standardLimits,
  { settings, prepare }: Partial<Preparation> = {},
): pg.Pool {
  const idle = new Set<pg.PoolClient>()
  // If one connection is silent, the idle ones are probably silent, too. A connection in use has its own limit.
  const dropIdle = () => {
    for (const client of [...idle]) destroyConnection(client)
  }
  const pool = new pg.Pool({
    connectionString: url,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    async onConnect(client) {
      // The pool listens to idle clients only: an error of a client in use would end the process.
      client.on('error', onError)
      limitStatements(client, limits, dropIdle)
      await client.query([limitSettings(limits), settings].filter(Boolean).join('; '))
      prepare?.(client)
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
