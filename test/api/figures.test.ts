import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

const viewer = { authorization: `Bearer ${tokens.viewer}` }
const secret = 'No such person: ann@contoso.com'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({
    destinations: { good: {}, bad: {}, mixed: {} },
    routes: [
      { name: 'good', offers: ['contoso.*'], to: ['good'] },
      { name: 'bad', offers: ['contoso.bad'], to: ['bad'] },
      { name: 'mixed', offers: ['contoso.mixed'], to: ['mixed'] },
    ],
  })
})
afterAll(() => rig.close())

const overview = async () => (await rig.get('/api/overview')).body
const kinds = async () => (await overview()).first.map(({ kind }: { kind: string }) => kind)

describe('the overview', () => {
  it('says that everything arrives, when it does', async () => {
    const lead = await rig.send('one@contoso.com')
    await rig.until(lead, 'good', 'delivered')
    const body = await overview()
    expect(body).toMatchObject({ arrives: true, first: [], recovers: [], delivered: 1 })
    expect(body.leads).toEqual({
      ...{ received: 1, arrived: 1, waiting: 0, undecided: 0 },
      ...{ cancelled: 0, erased: 0, nowhere: 0 },
    })
  })

  it('tells what needs a person, the most pressing first, each with its list', async () => {
    rig.crm.script.set('/bad', () => ({ status: 401, code: 'NO_TOKEN' }))
    rig.crm.script.set('/mixed', () => ({ status: 422, code: 'BAD_NAME' }))
    const held = await rig.send('two@contoso.com', 'contoso.bad')
    await rig.until(held, 'bad', 'held')
    const rejected = await rig.send('three@contoso.com', 'contoso.mixed')
    await rig.until(rejected, 'mixed', 'rejected')
    await rig.send('four@fabrikam.com', 'fabrikam.other')
    await seed(rig.ledger.db, [
      { destination: 'mixed', state: 'exhausted', class: 'transient' },
      { destination: 'mixed', state: 'uncertain', class: 'uncertain' },
      { destination: 'mixed', state: 'waiting', class: 'transient' },
    ])
    await eventually(async () =>
      expect(await kinds()).toEqual(['held', 'uncertain', 'rejected', 'unrouted', 'exhausted']),
    )
    const { first, recovers, arrives, leads } = await overview()
    expect(arrives).toBe(false)
    expect(leads).toMatchObject({ arrived: 1, waiting: 2, undecided: 3, nowhere: 1 })
    expect(first[0]).toMatchObject({ destination: 'bad', count: 1, next: { what: 'probe' } })
    expect(recovers).toMatchObject([{ kind: 'waiting', destination: 'mixed', count: 1 }])
    for (const { link, count } of first) expect((await rig.get(link)).body.items).toHaveLength(count)
  })

  it('names no person, whatever a far end says', async () => {
    await sql`update deliveries set message = ${secret} where state = 'rejected'`.execute(rig.ledger.db)
    expect(JSON.stringify(await overview())).not.toContain('ann@')
  })
})

describe('groups of what has not arrived', () => {
  it('tell what follows by itself, and the state of the destination', async () => {
    const { items } = (await rig.get('/api/backlog')).body
    const of = (state: string) => items.find((one: { state: string }) => one.state === state)
    expect(of('held')).toMatchObject({ destination: 'bad', destinationState: 'held', next: { what: 'probe' } })
    expect(of('held').next.at).not.toBeNull()
    expect(of('rejected')).toMatchObject({ destinationState: 'open', next: { what: 'person', at: null } })
    expect(of('waiting').next.what).toBe('attempt')
  })

  it('show the message of an unknown problem, and cover it for a viewer', async () => {
    const message = async (headers?: Record<string, string>) => {
      const { body } = await rig.ask('GET', '/api/backlog?state=rejected', undefined, headers)
      return body.items[0].message
    }
    expect(await message()).toBe(secret)
    expect(await message(viewer)).toBe('…')
  })

  it('are one for all that a hold keeps back, tried or not', async () => {
    await rig.until(await rig.send('five@contoso.com', 'contoso.bad'), 'bad', 'held')
    const { items } = (await rig.get('/api/backlog?destination=bad')).body
    expect(items).toMatchObject([{ state: 'held', hold: true, count: 2, class: null, code: 'NO_TOKEN' }])
    expect((await rig.get('/api/deliveries?destination=bad&state=held&count=true')).body.count).toBe(2)
  })

  it('can be opened without a problem or a code, and apart from what waits behind them', async () => {
    await eventually(async () => {
      const query = '/api/backlog?destination=bad&problem=none'
      const { items } = (await rig.get(query)).body
      expect(items.map(({ class: one }: { class: string }) => one).sort()).toEqual(['configuration', null])
      for (const { state, class: one, problem, code, count } of items) {
        const words = [
          `state=${state}`,
          `class=${one ?? 'none'}`,
          `problem=${problem ?? 'none'}`,
          `code=${code ?? 'none'}`,
        ]
        const { body } = await rig.get(`/api/deliveries?destination=bad&${words.join('&')}&count=true`)
        expect(body.count).toBe(count)
        expect(body.items[0].failure?.class ?? null).toBe(one)
      }
    })
  })
})

describe('tallies', () => {
  it('count the leads of the present hour as they come', async () => {
    const { body } = await rig.get('/api/tallies?of=leads')
    expect(body.items).toHaveLength(24)
    expect(body.items.at(-1).received).toBeGreaterThanOrEqual(5)
    expect(body.items.at(-1).unrouted).toBe(1)
    const none = await rig.get('/api/tallies?of=leads&source=other&by=day')
    expect(none.body.items.every(({ received }: { received: number }) => received === 0)).toBe(true)
    expect(none.body.items).toHaveLength(30)
  })

  it('count attempts by result, with their durations', async () => {
    const { body } = await rig.get('/api/tallies?of=attempts&destination=mixed')
    const last = body.items.at(-1)
    expect(last).toMatchObject({ attempts: 1, delivered: 0, failed: 1, results: { rejected: 1 } })
    expect(last.p95).toBeGreaterThan(0)
    expect(body.items[0]).toMatchObject({ attempts: 0, p50: null })
  })

  it.each([
    ['of=leads&destination=good', 'destination'],
    ['of=attempts&offer=contoso.app', 'offer'],
    ['of=leads&by=hour&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z', 'by=day'],
    ['of=leads&by=day&from=2010-01-01T00:00:00Z', 'at most'],
    ['of=leads&from=2040-01-01T00:00:00Z', 'before'],
  ])('refuse %s and tell why', async (query, word) => {
    const { status, body } = await rig.get(`/api/tallies?${query}`)
    expect(status).toBe(400)
    expect(body.detail).toContain(word)
  })
})

describe('a destination', () => {
  it('has figures of its last day, week and month', async () => {
    const { body } = await rig.get('/api/destinations/good/figures')
    expect(body.day).toEqual(body.week)
    expect(body.day.delivered).toBeGreaterThanOrEqual(1)
    expect(body.days).toHaveLength(30)
    expect(body.days.at(-1)).toMatchObject({ delivered: body.day.delivered })
    expect((await rig.get('/api/destinations/mixed/figures')).body.counts).toMatchObject({ rejected: 1, uncertain: 1 })
    const { items } = (await rig.get('/api/destinations')).body
    expect(items.find(({ id }: { id: string }) => id === 'good').delivered.day).toBe(body.day.delivered)
  })

  it('has a history of what the hub and what people did, with their reasons, which are covered for a viewer', async () => {
    await rig.ask('PUT', '/api/destinations/bad/hold', { reason: 'until Ann is back' })
    rig.crm.script.delete('/bad')
    await rig.ask('DELETE', '/api/destinations/bad/hold')
    await rig.ask('PUT', '/api/destinations/bad/pause')
    const history = async (headers?: Record<string, string>) =>
      (await rig.ask('GET', '/api/destinations/bad/history', undefined, headers)).body.items
    expect(await history()).toMatchObject([
      { state: 'paused', actor: 'anna', reason: null },
      { state: 'open', actor: 'anna' },
      { state: 'held', actor: 'anna', reason: 'until Ann is back' },
      { state: 'held', actor: null, reason: null },
    ])
    expect((await history(viewer)).map(({ reason }: { reason: string | null }) => reason)).toEqual([
      null,
      null,
      '…',
      null,
    ])
  })
})

it('a source tells how many leads came', async () => {
  const { items } = (await rig.get('/api/sources')).body
  expect(items).toMatchObject([{ id: 'web', silence: null, usualDay: 0 }])
  expect(Date.now() - Date.parse(items[0].lastLead.receivedAt)).toBeLessThan(120_000)
})
