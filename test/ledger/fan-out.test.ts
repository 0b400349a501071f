import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { approveLead } from '../../src/ledger/approval.ts'
import { type Arrived, storeArrivals } from '../../src/ledger/arrivals.ts'
import { enterDestinations, hold, rest } from '../../src/ledger/destinations.ts'
import { leadsToRoute, type Routed, storeRouted, unroutedArrivals } from '../../src/ledger/fan-out.ts'
import { aboutIn, arrival, change, freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => {
  ledger = await freshLedger()
  const ids = ['open', 'held', 'resting', 'paused']
  await enterDestinations(
    ledger.db,
    ids.map((id) => ({ id, connector: 'plain', settingsHash: 'h' })),
  )
  const why = { problem: '', code: '', status: undefined, message: '' }
  await hold(ledger.db, 'held', why, { probeIn: undefined })
  await rest(ledger.db, 'resting', why, hour)
  await change(ledger.db, 'destinations', 'paused', { state: 'paused' })
})
afterAll(() => ledger.close())

const hour = 3_600_000

const day = 86_400_000

async function received(more: Partial<Arrived> = {}): Promise<string> {
  const one = arrival(more)
  await storeArrivals(ledger.db, [one])
  return one.id
}

const routed = (leadId: string, destinations: string[], state: Routed['state'] = 'routed'): Routed => ({
  leadId,
  state,
  reason: state === 'routed' ? '' : 'no route matches',
  configVersion: 'v2',
  deliveries: destinations.map((destination) => ({ id: uuid(), destination, route: 'all' })),
})

const lead = (id: string) => ledger.db.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const deliveries = (id: string) =>
  ledger.db.selectFrom('deliveries').selectAll().where('lead_id', '=', id).orderBy('id').execute()

it('the result of routing is stored with the lead and its deliveries', async () => {
  const [first, second] = [await received(), await received()]
  const one = routed(second, ['open'])
  await storeRouted(ledger.db, [{ ...one, repeatOf: first, deliveries: [{ ...one.deliveries[0]!, handling: 'mark' }] }])
  expect(await lead(second)).toMatchObject({ state: 'routed', repeat_of: first })
  expect(await deliveries(second)).toMatchObject([{ handling: 'mark', route: 'all' }])
})

describe('leads to route', () => {
  it('are the given leads that still wait for routing, in the order of arrival', async () => {
    const ids = [await received(), await received(), await received()]
    await storeRouted(ledger.db, [routed(ids[1]!, [], 'unrouted')])
    const found = await leadsToRoute(ledger.db, [...ids].reverse().concat(uuid()), day)
    expect(found.map(({ id }) => id)).toEqual([ids[0], ids[2]])
    expect(found[0]).toMatchObject({ lead: { id: ids[0] }, receivedAt: expect.any(Date) })
    expect(await leadsToRoute(ledger.db, [], day)).toEqual([])
  })

  it('name the person’s last lead for the same offer within the given time', async () => {
    const email = `${uuid()}@contoso.com`
    const first = await received({ email, receivedAt: new Date(Date.now() - 2 * day) })
    const other = await received({ email, offer: 'contoso.other' })
    const trial = await received({ email, test: true })
    const second = await received({ email, receivedAt: new Date(Date.now() - day / 2) })
    const third = await received({ email })
    const repeats = async (within: number) => {
      const found = []
      for (const id of [first, other, trial, second, third])
        found.push(...(await leadsToRoute(ledger.db, [id], within)))
      return found.map(({ repeatOf }) => repeatOf)
    }
    expect(await repeats(30 * day)).toEqual([undefined, undefined, undefined, first, second])
    expect(await repeats(day)).toEqual([undefined, undefined, undefined, undefined, second])
    expect(await repeats(1)).toEqual([undefined, undefined, undefined, undefined, undefined])
  })

  it('are repeats of a lead that reached a destination or still may, and of no other lead', async () => {
    const repeatOf = async (id: string) => (await leadsToRoute(ledger.db, [id], 30 * day))[0]?.repeatOf
    const repeatOfNextAfter = async (...before: Routed[]) => {
      await storeRouted(ledger.db, before)
      return repeatOf(await received({ email: (await lead(before[0]!.leadId)).email }))
    }
    const first = async () => received({ email: `${uuid()}@contoso.com` })
    expect(await repeatOfNextAfter(routed(await first(), [], 'unrouted'))).toBeUndefined()
    expect(await repeatOfNextAfter(routed(await first(), [], 'suppressed'))).toBeUndefined()
    const waiting = await first()
    expect(await repeatOf(await received({ email: (await lead(waiting)).email }))).toBe(waiting)
    for (const [state, is] of [
      ...(['queued', 'sending', 'waiting', 'held', 'delivered', 'uncertain'] as const).map(
        (one) => [one, true] as const,
      ),
      ...(['rejected', 'exhausted', 'cancelled'] as const).map((one) => [one, false] as const),
    ]) {
      const id = await first()
      await storeRouted(ledger.db, [routed(id, ['open'])])
      await ledger.db.updateTable('deliveries').set({ state }).where('lead_id', '=', id).execute()
      expect([state, await repeatOf(await received({ email: (await lead(id)).email }))]).toEqual([
        state,
        is ? id : undefined,
      ])
    }
  })

  it('are repeats of the lead that reached a destination, however many leads since then did not', async () => {
    const email = `${uuid()}@contoso.com`
    const id = await received({ email })
    await storeRouted(ledger.db, [routed(id, ['open'])])
    const since = Array.from({ length: 150 }, () => arrival({ email }))
    await storeArrivals(ledger.db, since)
    await storeRouted(
      ledger.db,
      since.map((one) => ({ ...routed(one.id, [], 'suppressed'), repeatOf: id })),
    )
    const [last] = await leadsToRoute(ledger.db, [await received({ email })], day)
    expect(last?.repeatOf).toBe(id)
  })

  it('are not repeats of each other while all of them wait', async () => {
    const email = `${uuid()}@contoso.com`
    const ids = [await received({ email }), await received({ email })]
    const found = await leadsToRoute(ledger.db, ids, day)
    expect(found.map(({ repeatOf }) => repeatOf)).toEqual([undefined, undefined])
  })

  it('are never repeats without an e-mail address', async () => {
    const ids = [await received({ email: '' }), await received({ email: '' })]
    const found = await leadsToRoute(ledger.db, ids, day)
    expect(found.map(({ repeatOf }) => repeatOf)).toEqual([undefined, undefined])
  })

  it('do not include unreadable leads', async () => {
    const one = arrival({ state: 'unreadable', lead: undefined })
    await storeArrivals(ledger.db, [one])
    expect(await leadsToRoute(ledger.db, [one.id], day)).toEqual([])
  })

  it('whose job was lost are found when they are old enough', async () => {
    // The ledger's clock counts: one lead is from a hub an hour ahead, the other from a hub an hour behind.
    const [old, young] = [-1, 1].map((sign) => arrival({ receivedAt: new Date(Date.now() - sign * hour) })) as [
      Arrived,
      Arrived,
    ]
    await storeArrivals(ledger.db, [old])
    await sql`update leads set stored_at = now() - interval '6 seconds' where id = ${old.id}`.execute(ledger.db)
    await storeArrivals(ledger.db, [young])
    const found = await unroutedArrivals(ledger.db, 5_000, 100)
    expect(found).toContain(old.id)
    expect(found).not.toContain(young.id)
    expect(await unroutedArrivals(ledger.db, 5_000, 1)).toHaveLength(1)
  })
})

describe('a routed lead', () => {
  it('has a delivery for each destination, in the state that the destination allows', async () => {
    const id = await received()
    const made = await storeRouted(ledger.db, [routed(id, ['open', 'held', 'resting', 'paused'])])
    expect(made.map(({ destination, state, due }) => [destination, state, due])).toEqual([
      ['open', 'queued', true],
      ['held', 'held', false],
      ['resting', 'waiting', false],
      // A ring would claim nothing, and count for the rate.
      ['paused', 'queued', false],
    ])
    const rows = await deliveries(id)
    expect(rows.map((row) => row.next_attempt_at)).toEqual([null, null, aboutIn(hour), null])
    expect(rows[0]).toMatchObject({ route: 'all', config_version: 'v2', attempts: 0, may_be_there: false })
    expect(await lead(id)).toMatchObject({ state: 'routed', config_version: 'v2' })
  })

  it('has deliveries that their maker has claimed, up to its room at open destinations', async () => {
    const ids = [await received(), await received(), await received()]
    const worker = uuid()
    const all = ['open', 'held', 'resting', 'paused']
    const rooms = all.map((destination) => ({ destination, room: 2 }))
    const name = 'roomy'
    await enterDestinations(ledger.db, [{ id: name, connector: 'plain', settingsHash: 'h' }])
    const made = await storeRouted(
      ledger.db,
      // The oldest lead is the last of the list.
      [...ids].reverse().map((id) => routed(id, [name, 'held', 'resting', 'paused'])),
      { worker, rooms: [...rooms, { destination: name, room: 2 }] },
    )
    const states = (at: string) =>
      ids.map((id) => made.find(({ leadId, destination }) => leadId === id && destination === at)?.state)
    expect(states(name)).toEqual(['sending', 'sending', 'queued'])
    expect(states('held')).toEqual(['held', 'held', 'held'])
    expect(states('resting')).toEqual(['waiting', 'waiting', 'waiting'])
    expect(states('paused')).toEqual(['queued', 'queued', 'queued'])
    const [row] = (await deliveries(ids[0]!)).filter(({ destination }) => destination === name)
    expect(row).toMatchObject({ worker, generation: 1, attempts: 1, departs: false, sending_since: aboutIn(0) })
    expect([row!.first_attempt_at, row!.retry_since]).toEqual([row!.sending_since, row!.sending_since])
    expect(made.filter(({ claimedAt }) => claimedAt)).toHaveLength(2)
    expect(made.filter(({ due }) => due)).toHaveLength(1)
  })

  it('is not claimed by its maker while an older delivery is due at the destination', async () => {
    const name = 'behind'
    await enterDestinations(ledger.db, [{ id: name, connector: 'plain', settingsHash: 'h' }])
    const [older, newer] = [await received(), await received()]
    await storeRouted(ledger.db, [routed(older, [name])])
    const maker = { worker: uuid(), rooms: [{ destination: name, room: 5 }] }
    expect(await storeRouted(ledger.db, [routed(newer, [name])], maker)).toMatchObject([{ state: 'queued', due: true }])
  })

  it('gets no more deliveries when it is routed a second time', async () => {
    const id = await received()
    const first = await storeRouted(ledger.db, [routed(id, ['open'])])
    expect(await storeRouted(ledger.db, [routed(id, ['open', 'held'])])).toEqual([])
    expect((await deliveries(id)).map((row) => row.id)).toEqual(first.map((made) => made.id))
  })

  it('gets each delivery once when two processes route it at once', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, received))
    const both = await Promise.all(
      [1, 2].map(() =>
        storeRouted(
          ledger.db,
          ids.map((id) => routed(id, ['open', 'held'])),
        ),
      ),
    )
    expect(both.flat()).toHaveLength(40)
    for (const id of ids) expect(await deliveries(id)).toHaveLength(2)
  })

  it('gets its delivery also at a destination that is not in the ledger yet', async () => {
    const id = await received()
    const made = await storeRouted(ledger.db, [routed(id, ['open', 'brand-new'])])
    expect(made.map(({ destination, state }) => [destination, state])).toEqual([
      ['open', 'queued'],
      ['brand-new', 'queued'],
    ])
  })
})

it('a lead that is approved while it is being routed is not kept back by the older result', async () => {
  const id = await received()
  const [found] = await leadsToRoute(ledger.db, [id], day)
  await approveLead(ledger.db, id)
  await storeRouted(ledger.db, [{ ...routed(id, [], 'suppressed'), approved: found?.approved }])
  expect((await lead(id)).state).toBe('received')
  const [again] = await leadsToRoute(ledger.db, [id], day)
  expect(await storeRouted(ledger.db, [{ ...routed(id, ['open']), approved: again?.approved }])).toHaveLength(1)
})

describe('an unrouted lead', () => {
  it('gives the reason, and is routed later when there is a route', async () => {
    const id = await received()
    expect(await storeRouted(ledger.db, [routed(id, [], 'unrouted')])).toEqual([])
    expect(await lead(id)).toMatchObject({ state: 'unrouted', reason: 'no route matches' })
    expect(await storeRouted(ledger.db, [routed(id, ['open'])])).toHaveLength(1)
    expect(await lead(id)).toMatchObject({ state: 'routed', reason: '' })
  })

  it('does not change the routed leads of the same commit', async () => {
    const [a, b] = [await received(), await received()]
    const made = await storeRouted(ledger.db, [routed(a, [], 'unrouted'), routed(b, ['open'])])
    expect(made).toHaveLength(1)
    expect([(await lead(a)).state, (await lead(b)).state]).toEqual(['unrouted', 'routed'])
  })
})

it.each(['unreadable', 'suppressed', 'erased', 'routed'] as const)(
  'storing a route changes no lead that is %s',
  async (state) => {
    const id = await received()
    await ledger.db.updateTable('leads').set({ state }).where('id', '=', id).execute()
    expect(await storeRouted(ledger.db, [routed(id, ['open'])])).toEqual([])
    expect((await lead(id)).state).toBe(state)
    expect(await deliveries(id)).toEqual([])
  },
)

it('if a destination is held while leads are routed, none of their deliveries is queued', async () => {
  const name = 'closing'
  await enterDestinations(ledger.db, [{ id: name, connector: 'plain', settingsHash: 'h' }])
  const ids = await Promise.all(Array.from({ length: 40 }, received))
  const why = { problem: '', code: '', status: undefined, message: '' }
  const routing = ids.map((id) => storeRouted(ledger.db, [routed(id, [name])]))
  await Promise.all([...routing.slice(0, 20), hold(ledger.db, name, why, { probeIn: undefined }), ...routing.slice(20)])
  const rows = await ledger.db.selectFrom('deliveries').select('state').where('destination', '=', name).execute()
  expect(rows.map(({ state }) => state)).toEqual(Array(40).fill('held'))
})
