/** What a worker claims before it has room for the attempt. */
import { afterEach, describe, expect, it } from 'vitest'
import { DeliveryError } from '../../src/failure.ts'
import { change, delivery, type MadeDelivery, routedLeads } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'
import { openHanging } from './hanging.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const leadsOf = (made: readonly MadeDelivery[]) => made.map(({ leadId }) => leadId)

/** So many that a pause of a busy machine is forgotten. */
const fast = 40

/** Two attempts are under way, two more deliveries are ready, and two are queued. */
async function ahead() {
  const parts = await openHanging(closing, { concurrency: 2 }, { atOnce: fast })
  const { ledger, serve, attempted } = parts
  const made = await routedLeads(ledger.db, fast + 6, ['crm'])
  const last = made.slice(fast)
  const states = () => Promise.all(last.map(async ({ id }) => (await delivery(ledger.db, id)).state))
  const count = async (state: string) => (await states()).filter((one) => one === state).length
  serve()
  await eventually(async () => expect([await count('sending'), await count('queued')]).toEqual([4, 2]))
  expect(leadsOf(made).slice(0, fast + 2)).toEqual(attempted)
  return { ...parts, last, count, attempts: () => attempted.slice(fast) }
}

describe('a dispatch at a destination that answers fast', () => {
  it('claims ahead, so that the next attempts do not wait for a claim', async () => {
    const { attempts, answer, far, last } = await ahead()
    const real = far.claim
    const later = Promise.withResolvers<void>()
    far.claim = (rooms) => later.promise.then(() => real(rooms))
    answer()
    await eventually(() => expect(attempts()).toEqual(leadsOf(last.slice(0, 4))))
    later.resolve()
    answer()
    await eventually(() => expect(attempts()).toEqual(leadsOf(last)))
  })

  it('gives back what it has ready when an attempt fails, and takes it again in its order', async () => {
    const { attempts, answer, last, count, far } = await ahead()
    const rooms: number[] = []
    const real = far.claim
    far.claim = (asked) => {
      rooms.push(...asked.map(({ room }) => room))
      return real(asked)
    }
    answer(new DeliveryError('rejected', { message: 'no', code: 'NO' }))
    await eventually(() => expect(attempts()).toEqual(leadsOf(last.slice(0, 4))))
    // Nothing is claimed ahead until as many attempts as are made at once have got a receipt.
    expect(Math.max(...rooms)).toBe(2)
    await eventually(async () => expect([await count('rejected'), await count('sending')]).toEqual([2, 2]))
  })

  it('attempts nothing more after `close`, and gives back what it has ready', async () => {
    const { dispatch, attempts, last, answer, ledger, count } = await ahead()
    const closed = dispatch.close()
    await eventually(async () => expect([await count('sending'), await count('queued')]).toEqual([2, 4]))
    answer()
    await closed
    expect(attempts()).toEqual(leadsOf(last.slice(0, 2)))
    expect(await count('delivered')).toBe(2)
    expect(await delivery(ledger.db, last[2]!.id)).toMatchObject({ attempts: 0, worker: null })
  })

  it('gives back what waits too long for a slot, and claims nothing ahead at once', async () => {
    const { ledger, serve, attempted, answer, far } = await openHanging(
      closing,
      { concurrency: 2 },
      { atOnce: fast, readyWithin: 200 },
    )
    const made = await routedLeads(ledger.db, fast + 6, ['crm'])
    const next = () => delivery(ledger.db, made[fast + 2]!.id)
    serve()
    await eventually(async () => expect(await next()).toMatchObject({ state: 'queued', generation: 1, attempts: 0 }))
    const rooms: number[] = []
    const real = far.claim
    far.claim = (asked) => {
      rooms.push(...asked.map(({ room }) => room))
      return real(asked)
    }
    // What an operator does meanwhile comes first.
    await change(ledger.db, 'destinations', 'crm', { state: 'paused' })
    answer()
    await eventually(async () => expect((await delivery(ledger.db, made[fast]!.id)).state).toBe('delivered'))
    await eventually(() => expect(rooms.length).toBeGreaterThan(0))
    expect(Math.max(...rooms)).toBeLessThanOrEqual(2)
    expect(attempted).toEqual(leadsOf(made.slice(0, fast + 2)))
    expect((await next()).state).toBe('queued')
  })

  it('gives back a moment later what its destination has that is being changed', async () => {
    const { dispatch, count, answer, ledger, far } = await ahead()
    const real = far.claim
    const claimed = Promise.withResolvers<void>()
    const changed = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const changing = ledger.db.transaction().execute(async (tx) => {
      await change(tx, 'destinations', 'crm', { state: 'held' })
      locked.resolve()
      await changed.promise
    })
    await locked.promise
    far.claim = (rooms) => {
      claimed.resolve()
      return real(rooms)
    }
    dispatch.serve(new Map())
    // No claim waits for the change.
    await claimed.promise
    expect([await count('sending'), await count('held')]).toEqual([4, 0])
    changed.resolve()
    await changing
    await eventually(async () => expect(await count('held')).toBe(2))
    answer()
  })

  it('gives back no delivery that is under way again while the last attempt still rings for it', async () => {
    const { ledger, serve, attempted, answer, context, dispatch, far } = await openHanging(closing, {
      concurrency: 2,
      retry: { first: '10ms', most: '10ms' },
      rest: { after: 0 },
    })
    const [one] = await routedLeads(ledger.db, 1, ['crm'])
    const rung = Promise.withResolvers<void>()
    context.queue.ringIn = () => rung.promise
    serve()
    await eventually(() => expect(attempted).toHaveLength(1))
    answer(new DeliveryError('transient', { message: 'later', code: 'LATER' }))
    await eventually(() => {
      dispatch.ring('crm')
      expect(attempted).toHaveLength(2)
    })
    const real = far.claim
    const lost = Promise.withResolvers<void>()
    far.claim = async () => {
      far.claim = async (rooms) => {
        lost.resolve()
        return real(rooms)
      }
      throw new Error('no answer')
    }
    rung.resolve()
    // All that follows from the first attempt.
    await new Promise((resolve) => setTimeout(resolve, 0))
    dispatch.ring('crm')
    await lost.promise
    expect(await delivery(ledger.db, one!.id)).toMatchObject({ state: 'sending', attempts: 2 })
    answer()
    await eventually(async () => expect((await delivery(ledger.db, one!.id)).state).toBe('delivered'))
    expect(attempted).toHaveLength(2)
  })

  it('has other workers claim what a stop gives back', async () => {
    const { dispatch, answer, count, rung } = await ahead()
    const closed = dispatch.close()
    await eventually(async () => expect(await count('queued')).toBe(4))
    await eventually(() => expect(rung).toEqual(['crm']))
    answer()
    await closed
  })

  it('gives back what it has ready when it serves the destination no longer', async () => {
    const { dispatch, attempts, answer, last, count } = await ahead()
    dispatch.serve(new Map())
    await eventually(async () => expect([await count('sending'), await count('queued')]).toEqual([2, 4]))
    answer()
    await eventually(async () => expect(await count('delivered')).toBe(2))
    expect(attempts()).toEqual(leadsOf(last.slice(0, 2)))
  })

  it('gives back what a claim brings after the destination has left', async () => {
    const { ledger, dispatch, serve, far, attempted } = await openHanging(closing, { concurrency: 2 })
    const [made] = await routedLeads(ledger.db, 1, ['crm'])
    const real = far.claim
    far.claim = async (rooms) => {
      const claims = await real(rooms)
      dispatch.serve(new Map())
      return claims
    }
    serve()
    await eventually(async () => expect(await delivery(ledger.db, made!.id)).toMatchObject({ generation: 1 }))
    await eventually(async () => expect((await delivery(ledger.db, made!.id)).state).toBe('queued'))
    expect(attempted).toEqual([])
  })

  it('goes by a new rate from the reload on', async () => {
    const { dispatch, reload, attempts, answer, count } = await ahead()
    reload({ concurrency: 2, rate: { max: 1, per: '1h' } })
    await eventually(async () => expect([await count('sending'), await count('queued')]).toEqual([2, 4]))
    answer()
    await eventually(async () => expect(await count('delivered')).toBe(2))
    expect(attempts()).toHaveLength(2)
    expect(await dispatch.claimOne('crm', 5_000)).toBe('claimed')
    await eventually(() => expect(attempts()).toHaveLength(3))
  })
})
