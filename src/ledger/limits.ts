/**
 * A time limit for every statement, on both sides. PostgreSQL stops a slow statement, so that an abandoned statement
 * holds no locks. If PostgreSQL does not answer at all, the connection is destroyed, because it may lose packets for
 * ever.
 */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from './db.ts'

/** All in milliseconds. */
export interface Limits {
  statement: number
  /** For a statement that changes or reads all rows of a destination or of a person. */
  bulk: number
  /** For a transaction between two of its statements. */
  idleInTransaction: number
}

export const standardLimits: Limits = { statement: 10_000, bulk: 60_000, idleInTransaction: 15_000 }

const migration = 600_000

/** How long PostgreSQL's own error for a stopped statement may take to arrive. */
const grace = 1_000

/** When PostgreSQL closes a connection that is silent. In seconds, the last in milliseconds. */
const keepAlive = {
  tcp_keepalives_idle: 30,
  tcp_keepalives_interval: 10,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 30_000,
}

/** Allows the bulk limit for the rest of this transaction. */
export async function allowBulk(tx: Db, { bulk } = standardLimits): Promise<void> {
  await sql.raw(`set local statement_timeout = ${bulk}`).execute(tx)
}

/** Runs a transaction whose statements have the bulk limit. */
export function inBulk<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await allowBulk(tx)
    return work(tx)
  })
}

/**
 * Runs a transaction, or the rest of the one that is given, in which PostgreSQL reads by an index wherever it can, also
 * if it has no statistics.
 */
export function byIndex<T>(db: Db, work: (tx: Db) => Promise<T>): Promise<T> {
  const inside = async (tx: Db) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    return work(tx)
  }
  return db.isTransaction ? inside(db) : db.transaction().execute(inside)
}

/** The first statement of a client that migrates. The client must not go back to its pool. */
export const allowMigration = `set statement_timeout = ${migration}`

/** The same for the rest of a transaction only. */
export const allowMigrationHere = `set local statement_timeout = ${migration}`

/** SET statements, because poolers refuse such settings in the connection's first packet. */
export function limitSettings({ statement, idleInTransaction }: Limits): string {
  const settings = {
    statement_timeout: statement,
    idle_in_transaction_session_timeout: idleInTransaction,
    ...keepAlive,
  }
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = ${value}`)
    .join('; ')
}

/**
 * Destroys the client's connection if a statement is not answered in time. pg's own `query_timeout` only rejects the
 * promise. The client goes back to its pool with the statement under way, and the next statement waits for it.
 * @param onSilence is called before the connection is destroyed.
 */
export function limitStatements(client: pg.ClientBase, { statement }: Limits, onSilence: () => void): void {
  let connectionLimit = statement
  let transactionLimit: number | undefined
  let asked = 0
  let timer: NodeJS.Timeout | undefined
  const query = client.query.bind(client) as (...given: unknown[]) => unknown

  function note(text: string): void {
    const longer = /^set (local )?statement_timeout = (\d+)$/.exec(text)
    if (longer?.[1]) transactionLimit = Number(longer[2])
    else if (longer) connectionLimit = Number(longer[2])
    else if (/^(commit|rollback)$/i.test(text)) transactionLimit = undefined
  }

  function watch(): void {
    clearTimeout(timer)
    if (asked === 0) return
    // After a pause of the whole process, an answer may have arrived: it is read before the connection is given up.
    const started = setTimeout(
      () => setImmediate(() => timer === started && giveUp()),
      (transactionLimit ?? connectionLimit) + grace,
    )
    timer = started
  }

  function giveUp(): void {
    onSilence()
    destroyConnection(client)
  }

  function answered(left: number): void {
    asked = Math.max(0, left)
    timer = void clearTimeout(timer)
    watch()
  }

  connectionOf(client).on('readyForQuery', () => answered(asked - 1))
  // Statements that were never sent have ended, too.
  client.on('drain', () => answered(0))
  client.on('end', () => answered(0))
  Object.assign(client, {
    query(...given: unknown[]) {
      const [statement] = given
      note(typeof statement === 'string' ? statement : ((statement as { text?: string } | undefined)?.text ?? ''))
      asked++
      if (asked === 1) watch()
      return query(...given)
    },
  })
}

/** Destroys the connection. Statements that wait for an answer fail as in an outage. */
export function destroyConnection(client: pg.ClientBase): void {
  const words = 'PostgreSQL did not answer in time; the connection was closed'
  connectionOf(client).stream.destroy(Object.assign(new Error(words), { code: 'ETIMEDOUT' }))
}

/** pg has this property, and its types do not. */
function connectionOf(client: pg.ClientBase): EventEmitter & { stream: Socket } {
  return (client as unknown as { connection: EventEmitter & { stream: Socket } }).connection
}
