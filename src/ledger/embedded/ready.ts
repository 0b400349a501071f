import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { database } from './settings.ts'

const patience = 5 * 60_000

/**
 * Connects until the server answers, which takes as long as its crash recovery.
 * @returns false when the server is gone instead.
 */
export async function isReady(url: string, gone: Promise<void>): Promise<boolean> {
  let isGone = false
  void gone.then(() => {
    isGone = true
  })
  const deadline = Date.now() + patience
  while (!isGone) {
    const problem = await tryOnce(url)
    if (!problem) return true
    // 28P01: it is up, and the password is not its own.
    if (problem.code === '28P01') {
      throw new Error('The password file does not fit the database beside it. Put both back from the same backup.')
    }
    if (Date.now() > deadline) throw new Error('PostgreSQL does not accept connections', { cause: problem })
    await setTimeout(20)
  }
  return false
}

/** Makes the hub's database when it is not there yet. */
export async function ensureDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (!rowCount) await client.query(`create database ${database}`)
  })
}

async function tryOnce(url: string): Promise<{ code?: string } | undefined> {
  return withClient(url, (client) => client.query('select 1')).then(
    () => undefined,
    (error: { code?: string }) => error,
  )
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end()
  }
}
