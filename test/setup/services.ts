import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/ledger/embedded/start.ts'
import { type AzuriteAddress, startAzurite } from './azurite.ts'
import { startRedis } from './redis.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's URL; test files get their own database from `freshDatabase()`. */
    postgresUrl: string
    /** Undefined without a redis-server. */
    redisUrl: string | undefined
    azurite: AzuriteAddress
  }
}

/** One service for the tests: its address and how to end it. */
export interface Service<Address> {
  address: Address
  stop(): Promise<void>
}

/** Starts, once per run, the real PostgreSQL, Redis and Azurite that all test files share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // A test must never write to a developer's own database.
  delete process.env['DATABASE_URL']
  delete process.env['REDIS_URL']
  const folder = await mkdtemp(join(tmpdir(), 'leadyard-test-'))
  // PostgreSQL's own user needs access when the tests run as root.
  await chmod(folder, 0o755)
  const starting = await Promise.allSettled([startPostgres(folder), startRedis(), startAzurite()])
  const running = starting.flatMap((start) => (start.status === 'fulfilled' && start.value ? [start.value] : []))
  async function teardown(): Promise<void> {
    await Promise.all(running.map((service) => service.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  const [postgres, redis, azurite] = starting
  if (postgres.status === 'rejected' || redis.status === 'rejected' || azurite.status === 'rejected') {
    await teardown()
    const reasons = starting.flatMap((start) => (start.status === 'rejected' ? [start.reason] : []))
    throw new AggregateError(reasons, `The services of the tests do not start: ${reasons.map(String).join('; ')}`)
  }
  project.provide('postgresUrl', postgres.value.address)
  project.provide('redisUrl', redis.value?.address)
  project.provide('azurite', azurite.value.address)
  return teardown
}

async function startPostgres(folder: string): Promise<Service<string>> {
  const given = process.env['LEADYARD_TEST_DATABASE_URL']
  if (given) return { address: given, stop: async () => undefined }
  const postgres = await startEmbedded({ dataDir: join(folder, 'postgres'), log: () => undefined })
  return { address: postgres.url, stop: postgres.stop }
}
