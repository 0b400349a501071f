import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Arrived, storeArrivals } from '../../src/ledger/arrivals.ts'
import { enterDestinations } from '../../src/ledger/destinations.ts'
import { storeRouted } from '../../src/ledger/fan-out.ts'
import { earlierDelivery, personLeads } from '../../src/ledger/person-leads.ts'
import type { DeliveryState } from '../../src/ledger/states.ts'
import { arrival, change, freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => {
  ledger = await freshLedger()
  await enterDestinations(
    ledger.db,
    ['crm', 'other'].map((id) => ({ id, connector: 'plain', settingsHash: 'h' })),
  )
})
afterAll(() => ledger.close())

/** A lead with a delivery to `crm` in this state. */
async function lead(email: string, state: DeliveryState, reference = '', more: Partial<Arrived> = {}): Promise<string> {
  const one = arrival({ email, ...more })
  await storeArrivals(ledger.db, [one])
  const id = uuid()
  const deliveries = [{ id, destination: 'crm', route: 'all' }]
  await storeRouted(ledger.db, [{ leadId: one.id, state: 'routed', reason: '', configVersion: 'v', deliveries }])
  await change(ledger.db, 'deliveries', id, { state, reference })
  return one.id
}

describe('the earlier delivery of a person', () => {
  it('is the last delivery that arrived at this destination for the same offer', async () => {
    const email = `${uuid()}@contoso.com`
    await lead(email, 'delivered', 'r1')
    await lead(email, 'delivered', 'r2')
    await lead(email, 'delivered', 'x', { offer: 'contoso.other' })
    await lead(email, 'delivered', 'x', { test: true })
    await lead(email, 'rejected')
    const now = await lead(email, 'sending')
    await lead(email, 'delivered', 'later')
    expect(await earlierDelivery(ledger.db, now, 'crm')).toMatchObject({ state: 'delivered', reference: 'r2' })
    expect(await earlierDelivery(ledger.db, now, 'other')).toBeUndefined()
  })

  it('may still be under way', async () => {
    const email = `${uuid()}@contoso.com`
    await lead(email, 'delivered', 'r1')
    await lead(email, 'waiting')
    const now = await lead(email, 'sending')
    expect(await earlierDelivery(ledger.db, now, 'crm')).toMatchObject({ state: 'waiting' })
  })

  it('has its id, and the time of the next attempt', async () => {
    const email = `${uuid()}@contoso.com`
    const first = await lead(email, 'waiting')
    const made = ledger.db.selectFrom('deliveries').select('id').where('lead_id', '=', first)
    const { id } = await made.executeTakeFirstOrThrow()
    await change(ledger.db, 'deliveries', id, { next_attempt_at: new Date(Date.now() + 3_600_000) })
    const now = await lead(email, 'sending')
    const earlier = await earlierDelivery(ledger.db, now, 'crm')
    expect(earlier).toEqual({
      delivery: id,
      state: 'waiting',
      reference: '',
      dueIn: expect.any(Number),
    })
    expect(Math.abs((earlier?.dueIn ?? 0) - 3_600_000)).toBeLessThan(60_000)
  })

  it('may be uncertain, because it may have made a record', async () => {
    const email = `${uuid()}@contoso.com`
    await lead(email, 'delivered', 'r1')
    await lead(email, 'uncertain')
    const now = await lead(email, 'sending')
    expect(await earlierDelivery(ledger.db, now, 'crm')).toMatchObject({ state: 'uncertain' })
  })

  it.each(['rejected', 'exhausted', 'cancelled'] as const)('is never a delivery that is %s', async (state) => {
    const email = `${uuid()}@contoso.com`
    await lead(email, state)
    expect(await earlierDelivery(ledger.db, await lead(email, 'sending'), 'crm')).toBeUndefined()
  })

  it('may not exist yet, if the earlier lead waits for routing', async () => {
    const email = `${uuid()}@contoso.com`
    await storeArrivals(ledger.db, [arrival({ email })])
    const now = await lead(email, 'sending')
    expect(await earlierDelivery(ledger.db, now, 'crm')).toMatchObject({ state: 'received' })
  })

  it('does not exist without an e-mail address, and is never a delivery without a reference', async () => {
    await lead('', 'delivered', 'r1')
    expect(await earlierDelivery(ledger.db, await lead('', 'sending'), 'crm')).toBeUndefined()
    const email = `${uuid()}@contoso.com`
    await lead(email, 'delivered', '')
    expect(await earlierDelivery(ledger.db, await lead(email, 'sending'), 'crm')).toBeUndefined()
  })
})

describe('a journey', () => {
  it('has one person’s leads for one offer, in order', async () => {
    const email = `${uuid()}@contoso.com`
    const first = await lead(email, 'delivered', 'r1')
    await lead(email, 'delivered', 'r1', { offer: 'contoso.other' })
    const second = await lead(email, 'delivered', 'r2')
    const steps = await personLeads(ledger.db, second)
    expect(steps.map(({ id }) => id)).toEqual([first, second])
    expect(steps[0]).toMatchObject({ state: 'routed', action: 'INS', stage: 'active' })
  })

  it('of a lead without an e-mail address is that lead', async () => {
    const alone = await lead('', 'delivered', 'r1')
    expect((await personLeads(ledger.db, alone)).map(({ id }) => id)).toEqual([alone])
  })
})
