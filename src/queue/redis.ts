import { Cluster, Redis } from 'ioredis'

/** A connection that loses packets reports nothing, so a connection without an answer for too long is opened again. */
const connection = {
  ...{ connectTimeout: 5_000, sentinelCommandTimeout: 5_000, keepAlive: 10_000 },
  // The server of this connection became a replica; the host name, or Sentinel, leads to the new master.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
}

/** A worker waits for Redis to come back. BullMQ's longest blocking command is answered after ten seconds. */
const workersConnection = { ...connection, maxRetriesPerRequest: null, socketTimeout: 15_000 }

/** A producer gets an error at once if Redis is away; the reconciler makes up for the lost job. */
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
 * Commands of one tick of the event loop leave in one write, because many jobs begin and end together. ioredis's own
 * `enableAutoPipelining` does the same, with a pipeline for each batch.
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

/** A person must correct REDIS_URL or the settings of that Redis first. */
export class RedisMisconfigured extends Error {
  override readonly name = 'RedisMisconfigured'
}

/** A Redis that may evict keys may lose jobs; BullMQ requires `noeviction`. */
export async function refuseEviction(redis: Redis | Cluster): Promise<void> {
  const policy = await evictionPolicy(redis)
  if (policy === undefined || policy === 'noeviction') return
  throw new RedisMisconfigured(
    `Redis may evict keys (maxmemory-policy is ${policy}): set it to noeviction, or leave REDIS_URL out to run on PostgreSQL`,
  )
}

/** @returns undefined if a hosted Redis does not tell its policy */
async function evictionPolicy(redis: Redis | Cluster): Promise<string | undefined> {
  let last: Error | undefined
  redis.on('error', (error) => (last = error))
  const info = await redis.info('memory').catch((error: Error) => {
    throw noAnswer([error, last])
  })
  return /maxmemory_policy:(\S+)/.exec(info)?.[1]
}

/** ioredis reports only its retries; the cause is in the error of the connection. */
function noAnswer(errors: readonly (Failure | undefined)[]): Error {
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
