import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Answer, type Rig, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
let last: string
beforeAll(async () => {
  rig = await startRig({
    destinations: { eu: {}, us: {} },
    routes: [
      { name: 'dach', offers: ['contoso.*'], when: { country: 'DE' }, to: ['eu'], otherwise: ['us'], tests: 'skip' },
      { name: 'vm', offers: ['contoso.vm', 'fabrikam.vm'], when: { action: { not: ['PLT', 'DNC'] } }, to: ['us'] },
    ],
    sources: {
      web: { type: 'marketplace', key: '${env:KEY}' },
      page: { type: 'form', origins: ['https://www.contoso.com'] },
      never: { type: 'marketplace', key: '${env:KEY}' },
    },
    rules: { countries: [{ in: ['FR', 'BE'], only: ['eu'] }] },
  })
  const old = new Date(Date.now() - 3 * 86_400_000)
  await seed(rig.ledger.db, [
    { destination: 'eu', state: 'delivered', offer: 'contoso.app', at: old },
    { destination: 'eu', state: 'delivered', offer: 'contoso.app' },
    { destination: 'eu', state: 'delivered', offer: 'fabrikam.vm' },
    { destination: 'eu', state: 'delivered', offer: 'tailspin.sandbox', at: old },
  ])
  last = await rig.send('ann@contoso.com', 'contoso.app')
})
afterAll(() => rig.close())

const asViewer = async (path: string): Promise<Answer['body']> => {
  const answer = await rig.ask('GET', path, undefined, { authorization: `Bearer ${tokens.viewer}` })
  expect(answer.status).toBe(200)
  return answer.body
}

describe('the routes', () => {
  it('are shown in their order, with what a lead must meet', async () => {
    const body = await asViewer('/api/routes')
    expect(body.items).toEqual([
      {
        ...{ name: 'dach', offers: ['contoso.*'], offersInAll: 1, conditions: ['country is DE'] },
        ...{ to: ['eu'], otherwise: ['us'], switches: { tests: 'skip' } },
      },
      {
        ...{ name: 'vm', offers: ['contoso.vm', 'fabrikam.vm'], offersInAll: 2 },
        conditions: ['action is none of PLT, DNC'],
        ...{ to: ['us'], otherwise: [], switches: {} },
      },
    ])
    expect(body.rules.countries).toEqual([{ in: ['FR', 'BE'], only: ['eu'], redirect: null }])
  })
})

describe('the offers', () => {
  it('are those that leads were about, with the last lead, the leads of a day and the routes', async () => {
    const { items, next } = await asViewer('/api/offers')
    expect(items).toEqual([
      expect.objectContaining({
        ...{ offer: 'contoso.app', routes: ['dach'], someUnrouted: false },
        last24h: { leads: 2, capped: false },
        lastLead: { id: last, receivedAt: expect.any(String) },
      }),
      expect.objectContaining({ offer: 'fabrikam.vm', routes: ['vm'], someUnrouted: true }),
      expect.objectContaining({
        ...{ offer: 'tailspin.sandbox', routes: [], someUnrouted: true },
        last24h: { leads: 0, capped: false },
      }),
    ])
    expect(next).toBeNull()
  })

  it('keep the title of an earlier lead, if the last one has none', async () => {
    const title = async () => (await asViewer('/api/offers')).items[0].title
    const set = (to: string, where: ReturnType<typeof sql>) =>
      sql`update leads set lead = jsonb_set(lead, '{offer,title}', to_jsonb(${to}::text)) where ${where}`.execute(
        rig.ledger.db,
      )
    await set('Contoso App', sql`offer = 'contoso.app'`)
    await set('', sql`id = ${last}`)
    expect(await title()).toBe('Contoso App')
  })

  it('come in pages', async () => {
    const { items, next } = await asViewer('/api/offers?limit=2')
    expect([items.length, next]).toEqual([2, 'fabrikam.vm'])
    const rest = await asViewer(`/api/offers?limit=2&after=${next}`)
    expect([rest.items.length, rest.next]).toEqual([1, null])
  })
})

describe('the matrix', () => {
  it('shows for each offer the destinations, by which route and under which conditions', async () => {
    const { destinations, items } = await asViewer('/api/routes/matrix')
    expect(destinations).toEqual(['eu', 'us'])
    expect(items.map(({ offer, cells }: Answer['body']) => [offer, cells])).toEqual([
      [
        'contoso.app',
        [
          { destination: 'eu', route: 'dach', otherwise: false, conditions: ['country is DE'] },
          { destination: 'us', route: 'dach', otherwise: true, conditions: ['country is DE'] },
        ],
      ],
      [
        'fabrikam.vm',
        [{ destination: 'us', route: 'vm', otherwise: false, conditions: ['action is none of PLT, DNC'] }],
      ],
      ['tailspin.sandbox', []],
    ])
  })
})

describe('what goes nowhere', () => {
  it('is in the matrix alone when asked for, over the pages of all offers', async () => {
    const { items, next } = await asViewer('/api/routes/matrix?unrouted=true')
    expect([items.map(({ offer }: Answer['body']) => offer), next]).toEqual([['tailspin.sandbox'], null])
    expect((await asViewer('/api/routes/matrix?unrouted=true&after=tailspin.sandbox')).items).toEqual([])
  })

  it('comes in pages', async () => {
    const more = ['x.a', 'x.b', 'x.c'].map((offer) => ({ destination: 'eu', state: 'delivered', offer }))
    await seed(rig.ledger.db, more)
    const first = await asViewer('/api/routes/matrix?unrouted=true&limit=2')
    expect([first.items.map(({ offer }: Answer['body']) => offer), first.next]).toEqual([
      ['tailspin.sandbox', 'x.a'],
      'x.a',
    ])
    const second = await asViewer('/api/routes/matrix?unrouted=true&limit=2&after=x.a')
    expect([second.items.map(({ offer }: Answer['body']) => offer), second.next]).toEqual([['x.b', 'x.c'], null])
    await sql`delete from deliveries using leads where lead_id = leads.id and offer like 'x.%'`.execute(rig.ledger.db)
    await sql`delete from leads where offer like 'x.%'`.execute(rig.ledger.db)
  })

  it('is counted by offer, with the routes of today', async () => {
    const leads = [await rig.send('cy@contoso.com', 'tailspin.other'), await rig.send('di@contoso.com', '')]
    await eventually(async () => {
      const states = await Promise.all(leads.map((id) => asViewer(`/api/leads/${id}`)))
      expect(states.map(({ state }) => state)).toEqual(['unrouted', 'unrouted'])
    })
    const { items } = await asViewer('/api/offers/unrouted')
    expect(items).toEqual([
      { offer: null, count: 1, oldest: expect.any(String), routes: [] },
      { offer: 'tailspin.other', count: 1, oldest: expect.any(String), routes: [] },
    ])
    const { db } = rig.ledger
    await sql`update leads set offer = 'contoso.late' where offer = 'tailspin.other'`.execute(db)
    const [, late] = (await asViewer('/api/offers/unrouted')).items
    expect(late).toMatchObject({ offer: 'contoso.late', routes: ['dach'] })
    await sql`delete from leads where id = any(${leads}::uuid[])`.execute(db)
  })
})

describe('the sources', () => {
  it('show where senders post, without the key, and the last lead', async () => {
    const { items } = await asViewer('/api/sources')
    expect(items.map(({ id, ingestUrl, lastLead }: Answer['body']) => [id, ingestUrl, lastLead?.id ?? null])).toEqual([
      ['web', '/ingest/web?key=…', last],
      ['page', '/ingest/page', null],
      ['never', '/ingest/never?key=…', null],
    ])
  })
})

describe('the audit', () => {
  it('is filtered by actor, action and time', async () => {
    await rig.ask('PUT', '/api/destinations/eu/pause')
    await rig.ask('DELETE', '/api/destinations/eu/pause')
    const acts = async (query: string) =>
      (await asViewer(`/api/audit?${query}`)).items.map(({ action }: Answer['body']) => action)
    expect(await acts('actor=anna')).toEqual(['resume', 'pause'])
    expect(await acts('actor=anna&action=pause&subject=eu')).toEqual(['pause'])
    expect(await acts('actor=ben')).toEqual([])
    const [resumed] = (await asViewer('/api/audit')).items
    expect(await acts(`from=${resumed.at}`)).toEqual(['resume'])
    expect(await acts(`to=${resumed.at}`)).toEqual(['pause'])
    expect(await acts('from=2090-01-01T00:00:00Z')).toEqual([])
    expect((await rig.get('/api/audit?from=yesterday')).status).toBe(400)
  })
})
