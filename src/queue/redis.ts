import { Cluster, Redis } from 'ioredis'

/** A connection that swallows packets says nothing of it: one that owes an answer for too long is opened again. */
const connection = {
  ...{ connectTimeout: 5_000, sentinelCommandTimeout: 5_000, keepAlive: 10_000 },
  // The server of this connection became a replica; the name, or Sentinel, tells of the new master.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
}

/** A worker waits for Redis to come back. BullMQ's longest blocking command is answered after ten seconds. */
const workersConnection = { ...connection, maxRetriesPerRequest: null, socketTimeout: 15_000 }

/** Whoever only adds is told at once, and the reconciler heals. */
const producersConnection = { ...connection, maxRetriesPerRequest: 1, commandTimeout: 5_000, socketTimeout: 5_000 }

/** `redis://`, `rediss://`; `redis-cluster://a:6379,b:6379`; `redis-sentinel://a:26379,b:26379/mymaster`. */
export function openRedis(url: string, forWorker: boolean): Redis | Cluster {
  const options = forWorker ? workersConnection : producersConnection
  const several = /^redis(s?)-(cluster|sentinel):\/\/(?:([^@]*)@)?([^/]+)(?:\/(.*))?$/.exec(url)
  if (!several) return new Redis(url, options)
  const [, secure, kind, login, hosts = '', path = ''] = several
  const [username, password] = (login ?? '').split(':').map(decodeURIComponent)
  const nodes = hosts
    .split(',')
    .map((host) => ({ host: host.split(':')[0]!, port: Number(host.split(':')[1] ?? 6379) }))
  const auth = password ? { username: username || 'default', password } : {}
  const tls = secure ? { tls: {} } : {}
  if (kind === 'cluster') return new Cluster(nodes, { redisOptions: { ...auth, ...tls, ...options } })
  return new Redis({ sentinels: nodes, name: path || 'mymaster', ...auth, ...tls, ...options })
}

/**
 * Commands of one tick of the event loop leave in one write: many deliveries end together, when their settlement is
 * committed. ioredis's own `enableAutoPipelining` does the same, with a pipeline for each batch.
 */
export function writeByTheTick(redis: Redis | Cluster): void {
  if (redis instanceof Cluster) redis.on('+node', writeByTheTick)
  else redis.on('connect', () => corkByTheTick(redis.stream))
}

function corkByTheTick(stream: Redis['stream']): void {
  const write = stream.write.bind(stream) as (...given: unknown[]) => boolean
  let corked = false
  const uncork = () => {
    corked = false
    stream.uncork()
  }
  stream.write = (...given: unknown[]) => {
    if (!corked) {
      corked = true
      stream.cork()
      setImmediate(uncork)
    }
    return write(...given)
  }
}

/** REDIS_URL or the Redis there has to be set right first. */
export class RedisMisconfigured extends Error {
  override readonly name = 'RedisMisconfigured'
}

/** A Redis that may throw away keys may throw away jobs; BullMQ asks for `noeviction`. */
export async function refuseEviction(redis: Redis | Cluster): Promise<void> {
  const policy = await evictionPolicy(redis)
  if (policy === undefined || policy === 'noeviction') return
  throw new RedisMisconfigured(
    `Redis may evict keys (maxmemory-policy is ${policy}): set it to noeviction, or leave REDIS_URL out to run on PostgreSQL`,
  )
}

/** `undefined` where a hosted Redis does not tell. */
async function evictionPolicy(redis: Redis | Cluster): Promise<string | undefined> {
  let last: Error | undefined
  redis.on('error', (error) => (last = error))
  const info = await redis.info('memory').catch((error: Error) => {
    throw absent([error, last])
  })
  return /maxmemory_policy:(\S+)/.exec(info)?.[1]
}

/** ioredis tells of its retries; the cause stands in the error of the connection. */
function absent(errors: readonly (Failure | undefined)[]): Error {
  if (errors.some((error) => /^(WRONGPASS|NOAUTH|NOPERM)/.test(error?.message ?? ''))) {
    return new RedisMisconfigured(
      'Redis refuses the user or the password of REDIS_URL. Correct them, or give the user the right to all commands.',
    )
  }
  const code = errors.map((error) => error?.code ?? error?.lastNodeError?.code).find(Boolean) ?? 'no answer'
  return new Error(
    `Redis does not answer (${code}). Start it, correct REDIS_URL, or leave REDIS_URL out to run the queue on PostgreSQL.`,
    { cause: errors[0] },
  )
}

interface Failure extends Error {
  code?: string
  lastNodeError?: { code?: string }
}
