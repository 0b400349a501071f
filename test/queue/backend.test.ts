import { tmpdir } from 'node:os'
import { sql } from 'kysely'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { openLedger } from '../../src/ledger/open.ts'
import { type Backend, openBackend } from '../../src/queue/backend.ts'
import { backends } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { freePort, startServer } from '../setup/server.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(name: 'postgres' | 'redis', redisUrl?: string, failures: Error[] = []): Promise<Backend> {
  const database = await freshDatabase()
  closing.push(() => database.drop())
  const url = redisUrl ?? (name === 'redis' ? (await freshRedis())?.url : undefined)
  const backend = await openBackend({
    databaseUrl: database.url,
    redisUrl: url,
    onError: () => undefined,
    onJobFailure: (error) => void failures.push(error),
  })
  closing.push(() => backend.close())
  return backend
}

function worker(backend: Backend, queue: string, work: (data: { n: number }) => void): void {
  const started = backend.worker(queue, async (job) => work(job.data as { n: number }), { concurrency: 5 })
  closing.push(() => started.close())
}

describe.each(backends())('BullMQ on %s', (name) => {
  it('runs what is added, to several queues at once', async () => {
    const backend = await open(name)
    const ran: string[] = []
    for (const queue of ['one', 'two']) worker(backend, queue, ({ n }) => ran.push(`${queue}${n}`))
    await backend.add([
      { queue: 'one', id: 'a.0', data: { n: 1 }, delay: 0 },
      { queue: 'two', id: 'b.0', data: { n: 2 }, delay: 0 },
      { queue: 'one', id: 'c.0', data: { n: 3 }, delay: 0 },
    ])
    await eventually(() => expect(ran.sort()).toEqual(['one1', 'one3', 'two2']))
  })

  it('ignores a job that it has, and forgets a job that has ended', async () => {
    const backend = await open(name)
    const add = () => backend.add([{ queue: 'once', id: 'same.0', data: { n: 1 }, delay: 0 }])
    await add()
    await add()
    let ran = 0
    worker(backend, 'once', () => ran++)
    await eventually(() => expect(ran).toBe(1))
    await eventually(async () => {
      await add()
      expect(ran).toBeGreaterThan(1)
    })
  })

  it('wakes an idle worker at once, and for a delayed job when it is due', async () => {
    const backend = await open(name)
    const late: number[] = []
    worker(backend, 'idle', ({ n }) => late.push(Date.now() - n))
    await backend.add([{ queue: 'idle', id: 'first.0', data: { n: Date.now() }, delay: 0 }])
    await eventually(() => expect(late).toHaveLength(1))
    await backend.add([{ queue: 'idle', id: 'delayed.0', data: { n: Date.now() + 300 }, delay: 300 }])
    // Without the notification the worker would sleep for five seconds.
    await eventually(() => expect(late).toHaveLength(2), { timeout: 3_000 })
    expect(late[1]).toBeGreaterThanOrEqual(-5)
  })

  it('reports a job that ended with an error, and forgets it', async () => {
    const failures: Error[] = []
    const backend = await open(name, undefined, failures)
    worker(backend, 'failing', () => {
      throw new Error('no route to the ledger')
    })
    await backend.add([{ queue: 'failing', id: 'job', data: { n: 1 } }])
    await eventually(() => expect(failures.map(({ message }) => message)).toEqual(['no route to the ledger']))
    const counts = () => backend.queue('failing').getJobCounts('active', 'waiting', 'delayed', 'failed')
    await eventually(async () => expect(await counts()).toEqual({ active: 0, waiting: 0, delayed: 0, failed: 0 }))
  })

  it('closes all workers when it closes, and makes no new ones', async () => {
    const backend = await open(name)
    const close = closing.pop()!
    const left = backend.worker('left', async () => undefined, {})
    await left.waitUntilReady()
    let ended = false
    left.on('closed', () => (ended = true))
    await close()
    expect(ended).toBe(true)
    expect(() => backend.worker('late', async () => undefined, {})).toThrow('closed')
  })

  it('serves more queues than its pool has connections', async () => {
    const backend = await open(name)
    const ran = new Set<number>()
    for (let n = 0; n < 30; n++) worker(backend, `many${n}`, (data) => ran.add(data.n))
    await backend.add(Array.from({ length: 30 }, (_, n) => ({ queue: `many${n}`, id: 'job.0', data: { n }, delay: 0 })))
    await eventually(() => expect(ran.size).toBe(30))
  })
})

it('a producer gets an error if PostgreSQL does not take its jobs', async () => {
  const database = await freshDatabase()
  closing.push(() => database.drop())
  const ignore = () => undefined
  const backend = await openBackend({
    databaseUrl: database.url,
    onError: ignore,
    onJobFailure: ignore,
  })
  closing.push(() => backend.close())
  const ledger = await openLedger(database.url, ignore, 1)
  closing.push(() => ledger.close())
  await sql`alter table bullmq.job rename to gone`.execute(ledger.db)
  await expect(backend.add([{ queue: 'one', id: 'a', data: {} }])).rejects.toThrow('relation "job" does not exist')
})

describe.runIf(inject('redisUrl'))('Redis', () => {
  async function redis(...settings: string[]): Promise<number> {
    const port = await freePort()
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...settings]
    const stop = await startServer('redis-server', args, [port])
    closing.push(stop)
    return port
  }

  it('is refused when it may evict keys, with what to do', async () => {
    const port = await redis('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru')
    await expect(open('redis', `redis://127.0.0.1:${port}`)).rejects.toThrow(
      'Redis may evict keys (maxmemory-policy is allkeys-lru): set it to noeviction, or leave REDIS_URL out',
    )
  })

  it.each([
    ['its memory is full', ['config', 'set', 'maxmemory', '1'], ['config', 'set', 'maxmemory', '0']],
    ['it is a replica now', ['replicaof', '127.0.0.1', '1'], ['replicaof', 'no', 'one']],
  ])('is not ready while it takes nothing: %s', async (_, [refuse, ...how], [take, ...again]) => {
    const port = await redis()
    const backend = await open('redis', `redis://127.0.0.1:${port}`)
    const { Redis } = await import('ioredis')
    const admin = new Redis(port)
    closing.push(async () => admin.disconnect())
    await backend.ping()
    await admin.call(refuse!, ...how)
    await expect(backend.ping()).rejects.toThrow(/OOM|READONLY/)
    await admin.call(take!, ...again)
    await eventually(() => backend.ping())
  })

  it('may be a cluster', async () => {
    const port = await redis(
      '--cluster-enabled',
      'yes',
      '--cluster-config-file',
      `nodes-${process.pid}-${Date.now()}.conf`,
      '--dir',
      tmpdir(),
      '--cluster-announce-ip',
      '127.0.0.1',
    )
    const { Redis } = await import('ioredis')
    const node = new Redis(port)
    await node.call('cluster', 'addslotsrange', '0', '16383')
    await eventually(async () => expect(await node.call('cluster', 'info')).toContain('cluster_state:ok'))
    node.disconnect()
    const backend = await open('redis', `redis-cluster://127.0.0.1:${port}`)
    const ran: number[] = []
    for (const queue of ['one', 'two']) worker(backend, queue, ({ n }) => ran.push(n))
    await backend.add([
      { queue: 'one', id: 'a.0', data: { n: 1 }, delay: 0 },
      { queue: 'two', id: 'b.0', data: { n: 2 }, delay: 50 },
    ])
    await eventually(() => expect(ran.sort()).toEqual([1, 2]))
  })
})
