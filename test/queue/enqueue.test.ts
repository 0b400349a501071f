import { afterEach, describe, expect, it } from 'vitest'
import type { Queued } from '../../src/ledger/backlog.ts'
import { type Backend, openBackend } from '../../src/queue/backend.ts'
import { openQueuePort } from '../../src/queue/enqueue.ts'
import type { Turns } from '../../src/queue/handler.ts'
import { deliveriesQueue } from '../../src/queue/names.ts'
import { backends } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const ignore = () => undefined

type Due = Omit<Queued, 'leadId'>

/** Named by a number; `inMs` from now, or at once. */
function due(id: number, { destination = 'crm', inMs = 0 } = {}): Due {
  return { id: `d${id}`, turn: 1, destination, dueIn: inMs ?? 0 }
}

/** In line for a minute and a half. */
const overdue = (one: Due) => ({ ...one, dueFor: 90_000 })

describe.each(backends())('the line on %s', (name) => {
  async function open(perJob: (destination: string) => number = () => 3) {
    const database = await freshDatabase()
    closing.push(() => database.drop())
    const redisUrl = name === 'redis' ? (await freshRedis())?.url : undefined
    const backend = await openBackend({ databaseUrl: database.url, redisUrl, onError: ignore, onJobFailure: ignore })
    closing.push(() => backend.close())
    return { backend, line: openQueuePort(backend, perJob) }
  }

  /** Takes jobs one by one in their order, and keeps each until it is told to go on. */
  function takeJobs(backend: Backend, destination = 'crm') {
    const taken: { turns: string[]; done: () => void }[] = []
    const work = (job: { data: unknown }) =>
      new Promise<void>((done) => {
        taken.push({ turns: (job.data as Turns).turns.map(({ id, turn }) => `${id}.${turn}`), done })
      })
    const worker = backend.worker(deliveriesQueue(destination), work, { concurrency: 1 })
    closing.push(async () => {
      for (const { done } of taken) done()
      await worker.close()
    })
    return {
      taken,
      async all(amount: number) {
        for (let at = 0; at < amount; at++) {
          await eventually(() => expect(taken.length).toBeGreaterThan(at))
          taken[at]?.done()
        }
        return taken.map(({ turns }) => turns)
      },
    }
  }

  it('puts several deliveries of a destination into a job, in their order', async () => {
    const { backend, line } = await open((destination) => (destination === 'crm' ? 3 : 1))
    const other = (id: number) => due(id, { destination: 'other' })
    await line.deliveries([due(1), other(8), due(2), due(3), due(4), other(9)])
    expect(await takeJobs(backend).all(2)).toEqual([['d1.1', 'd2.1', 'd3.1'], ['d4.1']])
    expect(await takeJobs(backend, 'other').all(2)).toEqual([['d8.1'], ['d9.1']])
  })

  it('gives what is due later a job of its own, at its moment', async () => {
    const { backend, line } = await open()
    await line.deliveries([due(1, { inMs: 5_000 }), due(2), due(3, { inMs: 300 }), due(4)])
    expect(await takeJobs(backend).all(3)).toEqual([['d2.1', 'd4.1'], ['d3.1'], ['d1.1']])
  })

  it('puts what ought to be gone before the others, in its order, each once, though it is there already', async () => {
    const { backend, line } = await open()
    await line.deliveries([due(8), due(2)])
    await line.offer([due(2), due(3)].map(overdue))
    await line.offer([due(1), due(2)].map(overdue))
    expect(await takeJobs(backend).all(4)).toEqual([['d1.1'], ['d2.1'], ['d3.1'], ['d8.1', 'd2.1']])
  })

  it('tells what it holds: who is taken, for how long the next waits, how many come later', async () => {
    const { backend, line } = await open()
    expect(await line.held('crm')).toEqual({ delayed: 0, firstFor: 0, active: [] })
    await line.deliveries([due(1), due(2), due(3, { inMs: 60_000 })])
    const { taken } = takeJobs(backend)
    await eventually(() => expect(taken).toHaveLength(1))
    const active = [
      { id: 'd1', turn: 1 },
      { id: 'd2', turn: 1 },
    ]
    expect(await line.held('crm')).toEqual({ delayed: 1, firstFor: 0, active })
    await line.deliveries([due(5)])
    await line.offer([overdue(due(4))])
    const held = await line.held('crm')
    expect(held).toMatchObject({ delayed: 1, active })
    expect(held?.firstFor).toBeGreaterThanOrEqual(90_000)
    expect(held?.firstFor).toBeLessThan(100_000)
    expect(await line.held('other')).toEqual({ delayed: 0, firstFor: 0, active: [] })
  })

  it('does not take a retry for the first in line, though its moment came and it stands before the others', async () => {
    const { backend, line } = await open(() => 1)
    await line.deliveries([due(1, { inMs: 200 }), due(2, { inMs: 200 })])
    const retries = await backend.queue(deliveriesQueue('crm')).getDelayed()
    const moment = Math.max(...retries.map(({ timestamp, opts }) => timestamp + (opts.delay ?? 0)))
    await eventually(() => expect(Date.now()).toBeGreaterThan(moment))
    const since = Date.now()
    await line.deliveries([due(3), due(4)])
    // A worker that looks for its next job brings up those whose moment came.
    const { taken } = takeJobs(backend)
    await eventually(() => expect(taken).toHaveLength(1))
    const held = await line.held('crm')
    expect(held?.delayed).toBe(0)
    expect(held?.firstFor).toBeLessThanOrEqual(Date.now() - since)
  })
})
