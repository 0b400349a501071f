/** Rows that a person chose one by one, and the same deliveries under today's mapping. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { act } from './bulk.ts'
import { type Answer, type Rig, startRig, tokens } from './rig.ts'
import { type Seeded, seed } from './seed.ts'

let rig: Rig
let rows: Seeded[]
beforeAll(async () => {
  rig = await startRig({
    destinations: {
      crm: { mapping: { subject: { template: '{{ person.company }}', required: true } } },
      shop: {},
    },
  })
  await rig.ask('PUT', '/api/destinations/shop/pause')
  rows = await seed(rig.ledger.db, [
    { destination: 'crm', state: 'rejected', class: 'rejected', code: 'A', offer: 'contoso.one' },
    { destination: 'crm', state: 'rejected', class: 'rejected', code: 'A', offer: 'contoso.two' },
    { destination: 'shop', state: 'exhausted', class: 'transient', code: 'B', offer: 'contoso.one' },
    { destination: 'shop', state: 'delivered' },
  ])
})
afterAll(() => rig.close())

const idsOf = ({ body }: Answer) => body.items.map(({ id }: { id: string }) => id)
const deliveries = (...at: number[]) => at.map((n) => rows[n]!.delivery)
const leads = (...at: number[]) => at.map((n) => rows[n]!.lead)

describe('chosen deliveries', () => {
  it('are listed alone, the newest first, together with other filters', async () => {
    const ids = deliveries(0, 2, 3)
    expect(idsOf(await rig.get(`/api/deliveries?ids=${ids}`))).toEqual([...ids].reverse())
    const both = { ids, offer: 'contoso.one', state: ['exhausted'], count: true }
    const found = await rig.ask('POST', '/api/deliveries/searches', both)
    expect(idsOf(found)).toEqual(deliveries(2))
    expect(found.body.count).toBe(1)
    const { body } = await rig.ask('POST', '/api/backlog/searches', { ids })
    expect(body.total).toBe(2)
  })

  it('are exactly what an act takes, and the audit keeps their number', async () => {
    const ids = deliveries(2, 3)
    const { body: plan } = await rig.ask('POST', '/api/replays', { ids, dryRun: true })
    expect(plan).toMatchObject({ total: 1, leftOut: [{ destination: 'shop', state: 'delivered', count: 1 }] })
    const { body: cancelled } = await act(rig, '/api/cancellations', { ids: deliveries(0) })
    expect(cancelled).toMatchObject({ total: 1, cancelled: 1 })
    const { body: audit } = await rig.get('/api/audit?action=cancel-many')
    expect(audit.items[0].detail).toMatchObject({ filter: { ids: 1 } })
    const { body: kept } = await rig.get(`/api/deliveries?ids=${deliveries(1)}`)
    expect(kept.items[0].state).toBe('rejected')
  })

  it('are at most 1,000', async () => {
    const ids = Array.from({ length: 1_001 }, () => rows[0]!.delivery)
    expect((await rig.ask('POST', '/api/deliveries/searches', { ids })).status).toBe(400)
  })
})

describe('chosen leads', () => {
  it('are listed alone, the newest first, together with other filters', async () => {
    const ids = leads(0, 2, 3)
    expect(idsOf(await rig.ask('POST', '/api/leads/searches', { ids }))).toEqual([...ids].reverse())
    const found = await rig.ask('POST', '/api/leads/searches', { ids, offer: 'contoso.one', state: ['routed'] })
    expect(idsOf(found)).toEqual(leads(2, 0))
  })
})

describe('a dry run of deliveries', () => {
  it('tells how many today’s mapping refuses, and why', async () => {
    const { status, body } = await rig.ask('POST', '/api/dry-runs/deliveries', { state: ['rejected', 'exhausted'] })
    expect(status).toBe(200)
    expect(body).toMatchObject({ tried: 2, pass: 1, more: false })
    const told = { repeat: expect.stringMatching(/^(harmless|looked-up|doubles)$/), mayBeThere: 0 }
    expect(body.destinations).toEqual([
      { destination: 'shop', ...told },
      { destination: 'crm', ...told },
    ])
    const [refused] = body.refused
    expect(refused).toMatchObject({ destination: 'crm', class: 'rejected', count: 1, delivery: deliveries(1)[0] })
    expect(refused.message).toContain('subject')
    expect(rig.crm.posted).toEqual([])
  })

  it('tells when there are more than it tries', async () => {
    const { body } = await rig.ask('POST', '/api/dry-runs/deliveries', { state: ['rejected', 'exhausted'], limit: 1 })
    expect(body).toMatchObject({ tried: 1, pass: 1, refused: [], more: true })
  })

  it('is for operators', async () => {
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    expect((await rig.ask('POST', '/api/dry-runs/deliveries', {}, viewer)).status).toBe(403)
  })
})

describe('the erasure of a lead’s person', () => {
  it('erases as many leads as the dry run showed, and otherwise none', async () => {
    const [lead] = leads(3)
    const { body: plan } = await rig.ask('POST', '/api/erasures', { lead, dryRun: true })
    expect(plan.leads.map(({ id }: { id: string }) => id)).toEqual([lead])
    const refused = await rig.ask('POST', '/api/erasures', { lead, expected: 2, farEnds: false })
    expect(refused.status).toBe(409)
    expect(refused.body.figures.leads).toHaveLength(1)
    expect((await rig.get(`/api/leads/${lead}`)).body.state).toBe('routed')
    const { status, body } = await rig.ask('POST', '/api/erasures', { lead, expected: 1, farEnds: false })
    expect(status).toBe(202)
    expect(body.leads).toBe(1)
  })

  it('needs one name of the person', async () => {
    expect((await rig.ask('POST', '/api/erasures', { dryRun: true })).status).toBe(400)
    const both = { lead: leads(0)[0], email: 'seed0@contoso.com', dryRun: true }
    expect((await rig.ask('POST', '/api/erasures', both)).status).toBe(400)
  })
})
