import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { database } from './settings.ts'

const longestStartMs = 5 * 60_000

/**
 * Connects until the server answers. This may take as long as crash recovery, five minutes at most.
 * @returns false if the server ended instead.
 * @throws when the password is wrong, or after five minutes.
 */
export async function isReady(url: string, gone: Promise<void>): Promise<boolean> {
  let isGone = false
  void gone.then(() => {
    isGone = true
  })
  const deadline = Date.now() + longestStartMs
  while (!isGone) {
    const problem = await connectionProblem(url)
    if (!problem) return true
    // 28P01: the server answers, and the password is wrong.
    if (problem.code === '28P01') {
      throw new Error('The password file does not fit the database next to it. Restore both from the same backup.')
    }
    if (Date.now() > deadline) throw new Error('PostgreSQL does not accept connections', { cause: problem })
    await setTimeout(20)
  }
  return false
}

/** Makes the hub's database if it does not exist. */
export async function ensureDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (!rowCount) await client.query(`create database ${database}`)
  })
}

async function connectionProblem(url: string): Promise<{ code?: string } | undefined> {
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
