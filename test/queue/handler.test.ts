import { afterEach, describe, expect, it } from 'vitest'
import { type Limit, openLimit } from '../../src/async/limit.ts'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { deliveriesHandler, jobsAtOnce, perJob } from '../../src/queue/handler.ts'
import { heldLease } from '../delivery/held-lease.ts'
import { backends, destination, type Rig, startRig } from '../delivery/rig.ts'
import { eventually } from '../setup/eventually.ts'

const limited = { concurrency: 50, rate: { max: 100, per: 1_000 } }

describe('how many deliveries a job may hold', () => {
  it('is as many as are tried at once, up to sixteen', () => {
    expect([1, 2, 5, 200].map((concurrency) => perJob({ concurrency }))).toEqual([1, 2, 5, 16])
  })

  it('is one where they go at a rate, which the queue counts by jobs', () => {
    expect(perJob(limited)).toBe(1)
  })
})

it('a worker has more jobs than it tries deliveries, but where they go one at a time', () => {
  expect([1, 2, 5].map((concurrency) => jobsAtOnce({ concurrency }))).toEqual([1, 4, 7])
  expect(jobsAtOnce(limited)).toBe(100)
})

describe('a job of several deliveries', () => {
  /** Carries d1 … `amount`; what `claim` is asked for is claimed by nobody. */
  function start(
    amount: number,
    { slots: limit = openLimit(9), perJob = 9, claim = async (_id: string): Promise<void> => undefined } = {},
  ) {
    const claimed: string[] = []
    const offered: string[] = []
    const context = {
      lease: heldLease(),
      stopping: new AbortController().signal,
      plan: () => ({ destinations: new Map() }),
      async claim({ id }: { id: string }) {
        claimed.push(id)
        await claim(id)
      },
      queue: {
        offer: async (due: { id: string }[]) => void offered.push(...due.map(({ id }) => id)),
      },
    } as unknown as DeliveryContext
    const backend = { putBack: async (_job: unknown, token?: string) => Promise.reject(new Error(`back: ${token}`)) }
    const turns = Array.from({ length: amount }, (_, at) => ({ id: `d${at + 1}`, turn: 1 }))
    const work = deliveriesHandler(context, backend, { destination: 'crm', slots: limit, perJob })
    const done = work({ data: { turns }, timestamp: Date.now() } as never, 'the-token')
    return { claimed, offered, done }
  }

  it('carries each as if it were alone', async () => {
    const { claimed, offered, done } = start(3)
    await done
    expect([claimed, offered]).toEqual([['d1', 'd2', 'd3'], []])
  })

  it('leaves the others to jobs that come next where a job may hold fewer by now', async () => {
    const { claimed, offered, done } = start(4, { perJob: 1 })
    await done
    expect([claimed, offered]).toEqual([['d1'], ['d2', 'd3', 'd4']])
  })

  it('is over when all of them are, also when one failed', async () => {
    let over = false
    let end: (() => void) | undefined
    const claim = async (id: string) => {
      if (id === 'd1') throw new Error('the ledger is away')
      await new Promise<void>((resolve) => (end = resolve))
      over = true
    }
    const { done } = start(2, { claim })
    await eventually(() => expect(end).toBeDefined())
    end?.()
    await expect(done).rejects.toThrow('the ledger is away')
    expect(over).toBe(true)
  })

  it('goes back to the queue when some were not begun before the stop', async () => {
    const limit: Limit = openLimit(1)
    const { claimed, done } = start(3, { slots: limit, claim: async () => limit.close() })
    await expect(done).rejects.toThrow('back: the-token')
    expect(claimed).toEqual(['d1'])
  })
})

let rig: Rig | undefined
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

describe.each(backends())('with the queue on %s', (backend) => {
  it('a stop begins nothing more, and the next start goes on with it, once each', async () => {
    const here = await startRig(backend, (url) => ({
      a: destination(`${url}/a`, {}, { concurrency: 2, deadline: '60s', rest: { after: 0 } }),
    }))
    rig = here
    here.receiver.script.set('/a', () => ({ status: 0, hang: true }))
    const leads = await Promise.all(Array.from({ length: 20 }, (_, n) => here.send(`lead${n}@contoso.com`)))
    await eventually(() => expect(here.receiver.asked).toHaveLength(2))
    await eventually(async () => {
      for (const lead of leads) expect(await here.delivery(lead)).toBeDefined()
    })
    await here.hub.close()
    expect(here.receiver.asked).toHaveLength(2)
    const left = await Promise.all(leads.map((lead) => here.delivery(lead)))
    expect(left.map((one) => [one?.state, one?.turn]).sort()).toEqual([
      ...Array.from({ length: 18 }, () => ['queued', 0]),
      ...Array.from({ length: 2 }, () => ['queued', 1]),
    ])
    here.receiver.script.delete('/a')
    await here.restart()
    await eventually(async () => {
      for (const lead of leads) expect((await here.delivery(lead))?.state).toBe('delivered')
    })
    expect(new Set(here.receiver.taken('/a').map(({ id }) => id)).size).toBe(20)
    expect(here.receiver.taken('/a')).toHaveLength(20)
  })

  it('who asks for one at a time is asked once while something is wrong with the settings', async () => {
    const here = await startRig(backend, (url) => ({
      a: destination(`${url}/a`, {}, { concurrency: 1, hold: { first: '1h', most: '1h' } }),
    }))
    rig = here
    here.receiver.script.set('/a', () => ({ status: 401 }))
    const leads = await Promise.all(Array.from({ length: 8 }, (_, n) => here.send(`lead${n}@contoso.com`)))
    await eventually(async () => expect(await here.stateOf('a')).toBe('held'))
    await eventually(async () => {
      for (const lead of leads) expect((await here.delivery(lead))?.state).toBe('held')
    })
    expect(here.receiver.asked).toHaveLength(1)
  })
})
