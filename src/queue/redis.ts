import type { Cluster, Redis } from 'ioredis'

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
