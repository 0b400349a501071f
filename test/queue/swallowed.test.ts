import { afterEach, describe, expect, it } from 'vitest'
import { openBackend } from '../../src/queue/backend.ts'
import { backends } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { startProxy } from '../setup/proxy.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const hour = 3_600_000

describe.each(backends())('an idle worker on %s', { timeout: 120_000 }, (name) => {
  it('hears of new jobs again after its connections fell silent', async () => {
    const database = await freshDatabase()
    closing.push(database.drop)
    const real = name === 'redis' ? (await freshRedis())!.url : database.url
    const proxy = await startProxy(real, name === 'redis' ? 6379 : 5432)
    closing.push(proxy.close)
    const url = proxy.through(real)
    const ignore = () => undefined
    const given = name === 'redis' ? { databaseUrl: database.url, redisUrl: url } : { databaseUrl: url }
    const backend = await openBackend({ ...given, onError: ignore, onJobFailure: ignore })
    closing.push(backend.close)
    const ran: string[] = []
    const worker = backend.worker('idle', async (job) => void ran.push(job.id!), { concurrency: 1 })
    closing.push(() => worker.close())
    // With this job in the queue, a worker on PostgreSQL waits for it, or for a notification, and looks for no other
    // job
    // meanwhile.
    await backend.add([{ queue: 'idle', id: 'much-later', data: {}, delay: hour }])
    await backend.add([{ queue: 'idle', id: 'before', data: {} }])
    await eventually(() => expect(ran).toEqual(['before']))

    proxy.swallow()
    await expect(backend.ping()).rejects.toThrow()
    proxy.restore()
    await eventually(() => backend.ping())
    await backend.add([{ queue: 'idle', id: 'after', data: {} }])
    await eventually(() => expect(ran).toEqual(['before', 'after']), { timeout: 30_000 })
  })
})
