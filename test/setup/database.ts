import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import { inject } from 'vitest'

/** A new, empty database for a test file. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('postgresUrl')
  const name = `test_${process.env['VITEST_POOL_ID'] ?? 0}_${randomBytes(6).toString('hex')}`
  await run(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => drop(server, name) }
}

/** A connection that is closing at this moment would throw an error that nothing catches if it were cut. */
async function drop(server: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    const used = 'select from pg_stat_activity where datname = $1'
    for (let tries = 0; tries < 100 && (await client.query(used, [name])).rowCount; tries++) await pause(20)
    await client.query(`drop database if exists ${name} with (force)`)
  } finally {
    await client.end()
  }
}

/**
 * The Redis database of this test worker, emptied. A worker runs its test files one by one. Undefined without Redis.
 */
export async function freshRedis(): Promise<{ url: string } | undefined> {
  const server = inject('redisUrl')
  if (!server) return undefined
  const url = new URL(server)
  url.pathname = `/${Number(process.env['VITEST_POOL_ID'] ?? 0)}`
  const redis = new Redis(url.href)
  await redis.flushdb().finally(() => redis.disconnect())
  return { url: url.href }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
