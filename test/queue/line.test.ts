import { afterEach, describe, expect, it } from 'vitest'
import type { Queued } from '../../src/ledger/backlog.ts'
import { type Backend, openBackend } from '../../src/queue/backend.ts'
import { openLine } from '../../src/queue/line.ts'
import { deliveriesQueue } from '../../src/queue/names.ts'
import type { Turns } from '../../src/queue/turns.ts'
import { backends } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Due = Omit<Queued, 'leadId'>

/** Named by a number; `inMs` from now, or at once. */
function due(id: number, { destination = 'crm', inMs = 0 } = {}): Due {
  return { id: `d${id}`, turn: 1, destination, nextAttemptAt: inMs ? new Date(Date.now() + inMs) : null }
}

describe.each(backends())('the line on %s', (name) => {
  async function open(perJob: (destination: string) => number = () => 3) {
    const database = await freshDatabase()
    closing.push(() => database.drop())
    const redisUrl = name === 'redis' ? (await freshRedis())?.url : undefined
    const backend = await openBackend({ databaseUrl: database.url, redisUrl, onError: () => undefined })
    closing.push(() => backend.close())
    return { backend, line: openLine(backend, perJob) }
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
    await line.deliveries([due(1, { inMs: 700 }), due(2), due(3, { inMs: 300 }), due(4)])
    expect(await takeJobs(backend).all(3)).toEqual([['d2.1', 'd4.1'], ['d3.1'], ['d1.1']])
  })

  it('gives each a job of its own when asked to, and has each once', async () => {
    const { backend, line } = await open()
    await line.deliveries([due(1), due(2)], 1)
    await line.deliveries([due(2), due(3)], 1)
    expect(await takeJobs(backend).all(3)).toEqual([['d1.1'], ['d2.1'], ['d3.1']])
  })

  it('tells what it holds: who is taken, for how long the next is due, how many come later', async () => {
    const { backend, line } = await open()
    expect(await line.held('crm')).toEqual({ delayed: 0, firstFor: 0, active: [] })
    await line.deliveries([due(1), due(2), due(3, { inMs: 60_000 })])
    const began = Date.now()
    const { taken } = takeJobs(backend)
    await eventually(() => expect(taken).toHaveLength(1))
    const active = [
      { id: 'd1', turn: 1 },
      { id: 'd2', turn: 1 },
    ]
    expect(await line.held('crm')).toEqual({ delayed: 1, firstFor: 0, active })
    await line.deliveries([due(4)])
    const firstQueued = Date.now()
    await eventually(() => expect(Date.now()).toBeGreaterThan(firstQueued + 200))
    await line.deliveries([due(5)])
    const { firstFor, delayed } = await line.held('crm')
    expect(firstFor).toBeGreaterThanOrEqual(200)
    expect(firstFor).toBeLessThanOrEqual(Date.now() - began)
    expect(delayed).toBe(1)
    expect(await line.held('other')).toEqual({ delayed: 0, firstFor: 0, active: [] })
  })
})
