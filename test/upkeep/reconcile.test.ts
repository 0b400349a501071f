import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { type Backend, openBackend } from '../../src/queue/backend.ts'
import { openQueuePort } from '../../src/queue/enqueue.ts'
import type { Turns } from '../../src/queue/handler.ts'
import { deliveriesQueue } from '../../src/queue/names.ts'
import { reconcile } from '../../src/upkeep/reconcile.ts'
import { backends } from '../delivery/rig.ts'
import { change, freshLedger, type MadeDelivery, routedLeads, type TestLedger } from '../ledger/rows.ts'
import { freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'

let ledger: TestLedger
let closing: (() => Promise<unknown>)[]
beforeEach(async () => {
  ledger = await freshLedger()
  closing = [() => ledger.close()]
})
afterEach(async () => {
  for (const close of closing.reverse()) await close()
})

const ignore = () => undefined
const minute = 60_000
const ago = (ms: number) => new Date(Date.now() - ms)

describe.each(backends())('reconciling the ledger with the queue on %s', (name) => {
  /** Jobs of two, and six deliveries that have been due for a minute; only some have a job. */
  async function open() {
    const redisUrl = name === 'redis' ? (await freshRedis())?.url : undefined
    const backend = await openBackend({ databaseUrl: ledger.url, redisUrl, onError: ignore, onJobFailure: ignore })
    closing.push(() => backend.close())
    const told: object[] = []
    const log = { debug: () => undefined, info: (line: object) => void told.push(line), warn: () => undefined }
    const line = openQueuePort(backend, () => 2)
    const context = {
      db: ledger.db,
      queue: line,
      log,
      plan: () => ({ destinations: new Map() }),
    } as unknown as DeliveryContext
    const made = await routedLeads(ledger.db, 6, ['crm'])
    await queuedAt(made, ago(minute))
    const put = async (some: MadeDelivery[], at: Date) => {
      vi.useFakeTimers({ toFake: ['Date'], now: at })
      await line.deliveries(turns(some)).finally(() => vi.useRealTimers())
    }
    return { backend, context, made, told, line, put }
  }

  const turns = (some: readonly MadeDelivery[]) =>
    some.map(({ id, destination }) => ({ id, destination, turn: 0, dueIn: 0 }))

  async function queuedAt(some: readonly MadeDelivery[], at: Date) {
    for (const { id } of some) await change(ledger.db, 'deliveries', id, { queued_at: at })
  }

  /** @returns every delivery that a job of the queue holds, a moment later, in their order. */
  async function drained(backend: Backend, holds: { until: number }) {
    const seen: string[] = []
    const work = async (job: { data: unknown }) => void seen.push(...(job.data as Turns).turns.map(({ id }) => id))
    const worker = backend.worker(deliveriesQueue('crm'), work, { concurrency: 1 })
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(holds.until))
    await worker.close()
    return seen
  }

  const ids = (some: readonly MadeDelivery[]) => some.map(({ id }) => id)

  it('offers all that is due to a queue that lost everything, in the order the leads came', async () => {
    const { backend, context, made, told } = await open()
    await reconcile(context)
    expect(await drained(backend, { until: 6 })).toEqual(ids(made))
    expect(told).toEqual([{ destination: 'crm', deliveries: 6 }])
  })

  it('leaves a queue alone that has them all, however many there are to a job', async () => {
    const { backend, context, made, told, put } = await open()
    await put(made, ago(minute))
    await reconcile(context)
    expect(told).toEqual([])
    expect(await drained(backend, { until: 6 })).toEqual(ids(made))
  })

  it('takes what a worker has for what it is', async () => {
    const { backend, context, made, told, put } = await open()
    await put(made.slice(0, 2), ago(minute))
    let end: (() => void) | undefined
    const work = () => new Promise<void>((resolve) => (end = resolve))
    const worker = backend.worker(deliveriesQueue('crm'), work, { concurrency: 1 })
    await eventually(() => expect(end).toBeDefined())
    await reconcile(context)
    expect(told).toEqual([{ destination: 'crm', deliveries: 4 }])
    const closed = worker.close()
    end?.()
    await closed
    expect(await drained(backend, { until: 4 })).toEqual(ids(made.slice(2)))
  })

  it('gives those on their way into the queue a moment', async () => {
    const { context, made, told } = await open()
    await queuedAt(made, new Date())
    await reconcile(context)
    expect(told).toEqual([])
  })

  it('brings back what is due later before its moment', async () => {
    const { context, made, told, line } = await open()
    const later = new Date(Date.now() + 10 * minute)
    for (const { id } of made) await change(ledger.db, 'deliveries', id, { state: 'waiting', next_attempt_at: later })
    await line.deliveries(turns(made.slice(0, 4)).map((one) => ({ ...one, dueIn: 10 * minute })))
    await reconcile(context)
    expect(told).toHaveLength(1)
    expect((await line.held('crm'))?.delayed).toBe(6)
    await reconcile(context)
    expect(told).toHaveLength(1)
  })

  it('does not take one that has just been put off for lost', async () => {
    const { context, made, told } = await open()
    const later = new Date(Date.now() + 10 * minute)
    await queuedAt(made, new Date())
    for (const { id } of made) await change(ledger.db, 'deliveries', id, { state: 'waiting', next_attempt_at: later })
    await reconcile(context)
    expect(told).toEqual([])
  })

  it('puts what it finds before those that wait, the oldest first, and does not find it again', async () => {
    const { backend, context, made, told, put } = await open()
    await queuedAt(made.slice(2), new Date())
    await put(made.slice(2), new Date())
    for (let times = 0; times < 3; times++) await reconcile(context)
    expect(told).toEqual([{ destination: 'crm', deliveries: 2 }])
    expect(await drained(backend, { until: 6 })).toEqual(ids(made))
  })

  it('brings forward what stands behind younger ones, as the jobs of a killed worker do', async () => {
    const { backend, context, made, put } = await open()
    await queuedAt(made.slice(2), new Date())
    await put(made.slice(2), new Date())
    await put(made.slice(0, 2), ago(minute))
    for (let times = 0; times < 3; times++) await reconcile(context)
    // Once at its place, and once more where it was, where it claims nothing.
    expect(await drained(backend, { until: 8 })).toEqual([...ids(made), ...ids(made.slice(0, 2))])
  })

  it('brings back more than a page of them in their order', { timeout: 60_000 }, async () => {
    const { backend, context, made } = await open()
    const more = await routedLeads(ledger.db, 1_200, ['crm'])
    await sql`update deliveries set queued_at = ${ago(minute)}`.execute(ledger.db)
    await reconcile(context)
    const all = ids([...made, ...more])
    expect(await drained(backend, { until: all.length })).toEqual(all)
  })

  it('tells once what it brought back, however long that takes', async () => {
    const { context, told } = await open()
    for (let times = 0; times < 3; times++) await reconcile(context)
    expect(told).toHaveLength(1)
  })

  it('does nothing where the destination does not take leads', async () => {
    const { context, told } = await open()
    await change(ledger.db, 'destinations', 'crm', { state: 'paused' })
    await reconcile(context)
    expect(told).toEqual([])
  })
})
