import { WaitingError } from 'bullmq'
import { afterEach, describe, expect, it } from 'vitest'
import { openSlots, type Slots } from '../../src/delivery/slots.ts'
import type { Yard } from '../../src/delivery/yard.ts'
import { carryTurns, perJob } from '../../src/queue/turns.ts'
import { backends, destination, type Rig, startRig } from '../delivery/rig.ts'
import { eventually } from '../setup/eventually.ts'

describe('how many deliveries a job may hold', () => {
  it('grows with how many are tried at once, up to sixteen', () => {
    expect([2, 5, 8, 200].map((concurrency) => perJob({ concurrency }))).toEqual([4, 10, 16, 16])
  })

  it('is one where they go one at a time, or at a rate, which the queue counts by jobs', () => {
    expect(perJob({ concurrency: 1 })).toBe(1)
    expect(perJob({ concurrency: 50, rate: { max: 100, per: 1_000 } })).toBe(1)
  })
})

describe('a job of several deliveries', () => {
  /** Carries d1 … `amount`; what `claim` is asked for is claimed by nobody. */
  function start(
    amount: number,
    { slots = openSlots(9, 0), atOnce = 9, claim = async (_id: string): Promise<void> => undefined } = {},
  ) {
    const claimed: string[] = []
    const lined: string[] = []
    let backWith: string | undefined
    const yard = {
      async claim({ id }: { id: string }) {
        claimed.push(id)
        await claim(id)
      },
      line: { deliveries: async (due: { id: string }[]) => void lined.push(...due.map(({ id }) => id)) },
    } as unknown as Yard
    const turns = Array.from({ length: amount }, (_, at) => ({ id: `d${at + 1}`, turn: 1 }))
    const job = { data: { turns }, moveToWait: async (token: string) => void (backWith = token) }
    const done = carryTurns(yard, 'crm', slots, atOnce)(job as never, 'the-token')
    return { claimed, lined, done, backWith: () => backWith }
  }

  it('carries each as if it were alone', async () => {
    const { claimed, lined, done, backWith } = start(3)
    await done
    expect([claimed, lined, backWith()]).toEqual([['d1', 'd2', 'd3'], [], undefined])
  })

  it('puts in line again what is more than a job may hold by now', async () => {
    const { claimed, lined, done } = start(4, { atOnce: 1 })
    await done
    expect([claimed, lined]).toEqual([['d1'], ['d2', 'd3', 'd4']])
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
    const slots: Slots = openSlots(1, 0)
    const { claimed, done, backWith } = start(3, { slots, claim: async () => slots.close() })
    await expect(done).rejects.toThrow(WaitingError)
    expect([claimed, backWith()]).toEqual([['d1'], 'the-token'])
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
    // Nothing was lost that the ledger would have had to bring back.
    expect(here.log.join('')).not.toContain('queue refilled')
  })
})
