import { spawnSync } from 'node:child_process'
import { freePort, startServer } from './server.ts'
import type { Service } from './services.ts'

const settings = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--databases', '64']

/** Starts a redis-server. If none is installed, prints the reason and returns undefined; in CI, that is an error. */
export async function startRedis(): Promise<Service<string> | undefined> {
  const given = process.env['LEADYARD_TEST_REDIS_URL']
  if (given) return { address: given, stop: async () => undefined }
  const { error } = spawnSync('redis-server', ['--version'], { stdio: 'ignore' })
  if (error) {
    const reason = `redis-server cannot be started (${error.message}); install it or set LEADYARD_TEST_REDIS_URL`
    if (process.env['CI']) throw new Error(reason)
    console.warn(`Tests on Redis are skipped: ${reason}`)
    return undefined
  }
  return startRedisOn(await freePort())
}

/** A redis-server of the caller's own, without data. */
export async function startRedisOn(port: number): Promise<Service<string>> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', ...settings]
  return { address: `redis://127.0.0.1:${port}`, stop: await startServer('redis-server', args, [port]) }
}
