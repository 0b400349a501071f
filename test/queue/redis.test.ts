import { Redis } from 'ioredis'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeByTheTick } from '../../src/queue/redis.ts'
import { freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'

const url = (await freshRedis())?.url
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

describe.skipIf(!url)('a connection to Redis', () => {
  async function open(): Promise<Redis> {
    const redis = new Redis(url!, { maxRetriesPerRequest: null, retryStrategy: () => 20 })
    closing.push(() => redis.disconnect())
    redis.on('error', () => undefined)
    writeByTheTick(redis)
    await redis.ping()
    return redis
  }

  const many = (redis: Redis) => Promise.all(Array.from({ length: 20 }, (_, n) => redis.echo(String(n))))
  const numbers = Array.from({ length: 20 }, (_, n) => String(n))

  it('sends the commands of one tick in one write, and answers each', async () => {
    const redis = await open()
    const sent = vi.spyOn(redis.stream, 'uncork')
    expect(await many(redis)).toEqual(numbers)
    expect(sent).toHaveBeenCalledTimes(1)
    await redis.ping()
    expect(sent).toHaveBeenCalledTimes(2)
  })

  it('does so after it was lost and opened again', async () => {
    const redis = await open()
    const { stream } = redis
    const asked = many(redis)
    stream.destroy()
    expect(await asked).toEqual(numbers)
    await eventually(() => expect(redis.status).toBe('ready'))
    const sent = vi.spyOn(redis.stream, 'uncork')
    expect(await many(redis)).toEqual(numbers)
    expect(sent).toHaveBeenCalledTimes(1)
  })
})
