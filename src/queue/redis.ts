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
  const info = await redis.info('memory')
  return /maxmemory_policy:(\S+)/.exec(info)?.[1]
}
