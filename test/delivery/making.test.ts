import { afterEach, describe, expect, it } from 'vitest'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { fanOut } from '../../src/delivery/fan-out.ts'
import { rightNow } from '../../src/delivery/lease.ts'
import { type Arrived, storeArrivals } from '../../src/ledger/arrivals.ts'
import { enterDestinations } from '../../src/ledger/destinations.ts'
import { arrival, routedLeads } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'
import { openHanging } from './hanging.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A dispatch that has fan-out claim for it, and counts its own claims. */
async function open(policy: object) {
  const hanging = await openHanging(closing, policy, { repeat: 'doubles' })
  const { ledger, dispatch, far, context } = hanging
  let claims = 0
  const real = far.claim
  far.claim = (rooms) => {
    claims++
    return real(rooms)
  }
  await enterDestinations(ledger.db, [{ id: 'crm', connector: 'plain', settingsHash: 'h' }])
  hanging.serve()
  // Without a rate, a claim follows.
  await eventually(() => expect(claims).toBe('rate' in policy ? 0 : 1))
  const plan = context.plan()
  const targets = [{ destination: 'crm', route: 'all', handling: [] }]
  const route = { route: () => ({ state: 'routed', reason: '', targets }) }
  Object.assign(context, {
    hot: ledger.hot,
    plan: () => ({ ...plan, repeatsWithin: 0, route }),
    queue: { ...context.queue, ring: async () => void dispatch.ring('crm') },
  })

  async function send(leads: number): Promise<string[]> {
    const arrived = Array.from({ length: leads }, () => arrival())
    await storeArrivals(ledger.db, arrived)
    await routeAll(context, arrived)
    return arrived.map(({ id }) => id)
  }
  const routeAll = (on: DeliveryContext, arrived: readonly Arrived[]) =>
    fanOut(
      on,
      arrived.map(({ id }) => id),
      dispatch.make,
    )
  const row = (lead: string) =>
    ledger.db.selectFrom('deliveries').selectAll().where('lead_id', '=', lead).executeTakeFirstOrThrow()
  return { ...hanging, send, route: routeAll, row, claims: () => claims }
}

describe('deliveries that are made where there is room', () => {
  it('are attempted without a claim or a departure of their own', async () => {
    const { send, attempted, answer, row, claims, departures } = await open({ concurrency: 5 })
    const leads = await send(3)
    await eventually(() => expect(attempted).toEqual(leads))
    expect(claims()).toBe(1)
    expect(departures).toEqual([])
    expect(await row(leads[0]!)).toMatchObject({ state: 'sending', attempts: 1 })
    answer()
    await eventually(async () => expect(await row(leads[2]!)).toMatchObject({ state: 'delivered', attempts: 1 }))
  })

  it('are attempted in order and never more than the concurrency, the others by claims', async () => {
    const { send, attempted, answer, row } = await open({ concurrency: 2 })
    const leads = await send(3)
    await eventually(() => expect(attempted).toEqual(leads.slice(0, 2)))
    const later = await send(2)
    expect(await row(leads[2]!)).toMatchObject({ state: 'queued' })
    expect(await row(later[0]!)).toMatchObject({ state: 'queued' })
    for (const n of [4, 5]) {
      answer()
      await eventually(() => expect(attempted).toEqual([...leads, ...later].slice(0, n)))
    }
    answer()
  })

  it('wait for older deliveries that are due', async () => {
    const { ledger, send, attempted, answer, dispatch } = await open({ concurrency: 5 })
    const [older] = await routedLeads(ledger.db, 1, ['crm'])
    const [newer] = await send(1)
    dispatch.ring('crm')
    await eventually(() => expect(attempted).toEqual([older!.leadId, newer]))
    answer()
  })

  it('are not claimed for a destination with a rate', async () => {
    const { send, row } = await open({ concurrency: 5, rate: { max: 1, per: '1h' } })
    const [lead] = await send(1)
    expect(await row(lead!)).toMatchObject({ state: 'queued', generation: 0 })
  })

  it('are given back and sent once if the answer was lost after the commit', async () => {
    const { ledger, context, route, attempted, answer, row, dispatch } = await open({ concurrency: 5 })
    const one = arrival()
    await storeArrivals(ledger.db, [one])
    const lossy = (count: number) => {
      let left = count
      // The second statement of the fan-out is the one that makes the deliveries.
      const executor = ledger.hot.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult: async ({ result }) => {
          if (--left === 0) throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' })
          return result
        },
      })
      return { ...context, hot: executor }
    }
    await expect(route(lossy(2), [one])).rejects.toThrow('Connection terminated')
    expect(await row(one.id)).toMatchObject({ state: 'sending', worker: context.worker })
    expect(attempted).toEqual([])
    dispatch.ring('crm')
    await eventually(() => expect(attempted).toEqual([one.id]))
    answer()
    await eventually(async () => expect(await row(one.id)).toMatchObject({ state: 'delivered', attempts: 1 }))
    expect(attempted).toEqual([one.id])
  })

  it('are not claimed by a worker whose lease is over', async () => {
    const { send, row, context, attempted, answer } = await open({ concurrency: 5 })
    context.lease.lose()
    const [lead] = await send(1)
    expect(await row(lead!)).toMatchObject({ state: 'queued' })
    context.lease.renew(rightNow(), { known: true, others: false })
    await eventually(() => expect(attempted).toEqual([lead]))
    answer()
  })
})
