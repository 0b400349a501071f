/** The real servers under the hub: its own embedded PostgreSQL and a redis-server, on a temporary folder. */
import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import { sql } from 'kysely'
import type { Db } from '../src/ledger/db.ts'
import { startEmbedded } from '../src/ledger/embedded/start.ts'
import { openLedger } from '../src/ledger/open.ts'
import { freePort, startServer } from '../test/setup/server.ts'

export type BackendName = 'postgres' | 'redis'

/** An empty ledger and an empty queue, for one scenario on one backend. */
export interface Ground {
  backend: BackendName
  folder: string
  databaseUrl: string
  redisUrl: string | undefined
  db: Db
  close(): Promise<void>
}

export interface Stack {
  backends: readonly BackendName[]
  /** The servers' processes; of PostgreSQL the postmaster. */
  pids: { postgres: number; redis: number }
  /** For a baseline that needs Redis, whatever the hub's queue runs on. @throws when there is no redis-server */
  emptyRedis(): Promise<string>
  /** Of the servers, for the report. */
  versions(): Promise<{ postgres: string; redis: string }>
  ground(backend: BackendName): Promise<Ground>
  close(): Promise<void>
}

export async function startStack(): Promise<Stack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadyard-bench-'))
  // PostgreSQL's own user must get through when the bench runs as root.
  await chmod(folder, 0o755)
  const postgres = await startEmbedded({ dataDir: path.join(folder, 'postgres'), log: () => undefined })
  const redis = await startRedis(path.join(folder, 'redis'))
  const admin = await openLedger(postgres.url, () => undefined, 1)
  let grounds = 0

  async function ground(backend: BackendName): Promise<Ground> {
    const name = `ground_${++grounds}`
    await sql.raw(`create database ${name}`).execute(admin.db)
    const url = new URL(postgres.url)
    url.pathname = `/${name}`
    if (backend === 'redis' && redis) await flush(redis.url)
    const ledger = await openLedger(url.href, () => undefined, 2)
    return {
      backend,
      folder,
      databaseUrl: url.href,
      redisUrl: backend === 'redis' ? redis?.url : undefined,
      db: ledger.db,
      async close() {
        await ledger.close()
        await sql.raw(`drop database ${name} with (force)`).execute(admin.db)
      },
    }
  }

  return {
    backends: redis ? ['postgres', 'redis'] : ['postgres'],
    pids: { postgres: await postmasterOf(admin.db), redis: redis?.pid ?? 0 },
    async emptyRedis() {
      if (!redis) throw new Error('this scenario needs redis-server in the PATH')
      await flush(redis.url)
      return redis.url
    },
    async versions() {
      const { rows } = await sql<{ server_version: string }>`show server_version`.execute(admin.db)
      return { postgres: rows[0]?.server_version ?? '', redis: redis?.version ?? 'none' }
    },
    ground,
    async close() {
      await admin.close()
      await Promise.all([postgres.stop(), redis?.stop()])
      await rm(folder, { recursive: true, force: true })
      await rm(postgres.dataDir, { recursive: true, force: true })
    },
  }
}

const settings = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction']

async function startRedis(dir: string) {
  const { stdout, error } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  if (error) return undefined
  await mkdir(dir)
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, ...settings]
  const stop = await startServer('redis-server', args, [port])
  const url = `redis://127.0.0.1:${port}`
  return { url, version: /v=(\S+)/.exec(stdout)?.[1] ?? '', pid: await redisPid(url), stop }
}

async function redisPid(url: string): Promise<number> {
  const redis = new Redis(url)
  const info = await redis.info('server').finally(() => redis.disconnect())
  return Number(/process_id:(\d+)/.exec(info)?.[1])
}

/** The first line of its lock file. */
async function postmasterOf(db: Db): Promise<number> {
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(db)
  return Number.parseInt(await readFile(path.join(rows[0]!.data_directory, 'postmaster.pid'), 'utf8'), 10)
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url)
  await redis.flushall().finally(() => redis.disconnect())
}
