import express from 'express'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import { openLog } from '../../src/log.ts'
import { healthEndpoints } from '../../src/web/health.ts'
import { config } from '../ingest/rig.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { freePort, startServer } from '../setup/server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(role: 'all' | 'ingest', redisUrl?: string): Promise<{ hub: Hub; databaseUrl: string }> {
  const database = await freshDatabase()
  closing.push(database.drop)
  const log = openLog('silent', () => (line) => line, { write: () => undefined })
  const hub = await startHub({ config: config(), role, databaseUrl: database.url, redisUrl, log, stopWithin: 1_000 })
  closing.push(hub.close)
  return { hub, databaseUrl: database.url }
}

const shown = async ({ url }: Pick<Hub, 'url'>) => {
  const reply = await fetch(`${url}/health/ready`)
  const { ledger, queue } = (await reply.json()) as Record<string, string>
  return { status: reply.status, ledger, queue }
}

it('an ingest hub is not ready while its ledger is read-only', async () => {
  const { hub, databaseUrl } = await start('ingest')
  const admin = new pg.Client({ connectionString: databaseUrl })
  await admin.connect()
  closing.push(() => admin.end())
  const name = new URL(databaseUrl).pathname.slice(1)
  const change = async (to: string) => {
    await admin.query('set default_transaction_read_only = off')
    await admin.query(`alter database ${name} set default_transaction_read_only = ${to}`)
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
      [name],
    )
  }
  expect(await shown(hub)).toMatchObject({ status: 200, ledger: 'ready' })
  await change('on')
  await eventually(async () => expect(await shown(hub)).toMatchObject({ status: 503, ledger: 'unreachable' }))
  await change('off')
  await eventually(async () => expect(await shown(hub)).toMatchObject({ status: 200, ledger: 'ready' }))
})

describe.runIf(inject('redisUrl'))('Redis that answers and takes nothing', () => {
  async function startOwn(): Promise<Redis> {
    const port = await freePort()
    closing.push(
      await startServer('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], [port]),
    )
    const redis = new Redis(port)
    closing.push(() => redis.disconnect())
    return redis
  }

  it('makes the hub not ready', async () => {
    const redis = await startOwn()
    const { hub } = await start('all', `redis://127.0.0.1:${redis.options.port}`)
    expect(await shown(hub)).toEqual({ status: 200, ledger: 'ready', queue: 'ready' })
    await redis.config('SET', 'maxmemory', '1')
    await eventually(async () =>
      expect(await shown(hub)).toEqual({ status: 503, ledger: 'ready', queue: 'unreachable' }),
    )
    await redis.config('SET', 'maxmemory', '0')
    await eventually(async () => expect(await shown(hub)).toMatchObject({ status: 200, queue: 'ready' }))
  })
})

it('each check has its own time limit, so that a slow check does not hide the others', async () => {
  const checks = { ledger: () => new Promise<void>(() => undefined), queue: async () => undefined }
  const app = express().use(
    healthEndpoints({ checks, failingChannels: async () => [], config: () => ({ version: 'v', problems: [] }) }),
  )
  const server = app.listen(0, '127.0.0.1')
  closing.push(() => server.close())
  await eventually(() => expect(server.listening).toBe(true))
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}`
  expect(await shown({ url })).toEqual({ status: 503, ledger: 'unreachable', queue: 'ready' })
})
