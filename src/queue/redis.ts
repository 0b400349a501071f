import { Cluster, type Redis } from 'ioredis'

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

/** A Redis that may throw away keys may throw away jobs; BullMQ asks for `noeviction`. */
export async function refuseEviction(redis: Redis | Cluster): Promise<void> {
  const policy = await evictionPolicy(redis)
  if (policy === undefined || policy === 'noeviction') return
  throw new Error(
    `Redis may evict keys (maxmemory-policy is ${policy}): set it to noeviction, or leave REDIS_URL out to run on PostgreSQL`,
  )
}

/** `undefined` where a hosted Redis does not tell. */
async function evictionPolicy(redis: Redis | Cluster): Promise<string | undefined> {
  let last: Error | undefined
  redis.on('error', (error) => (last = error))
  const info = await redis.info('memory').catch((error: Error) => {
    throw new Error(whyAbsent([error, last]), { cause: error })
  })
  return /maxmemory_policy:(\S+)/.exec(info)?.[1]
}

/** ioredis tells of its retries; the cause stands in the error of the connection. */
function whyAbsent(errors: readonly (Failure | undefined)[]): string {
  if (errors.some((error) => /^(WRONGPASS|NOAUTH|NOPERM)/.test(error?.message ?? ''))) {
    return 'Redis refuses the user or the password of REDIS_URL. Correct them, or give the user the right to all commands.'
  }
  const code = errors.map((error) => error?.code ?? error?.lastNodeError?.code).find(Boolean) ?? 'no answer'
  return `Redis does not answer (${code}). Start it, correct REDIS_URL, or leave REDIS_URL out to run the queue on PostgreSQL.`
}

interface Failure extends Error {
  code?: string
  lastNodeError?: { code?: string }
}
