import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
let stored: string
beforeAll(async () => {
  rig = await startRig({
    destinations: {
      'crm-eu': { mapping: { subject: { template: '{{ offer.title }}', maxLength: 5 } } },
      'crm-us': { mapping: { subject: { template: '{{ person.title }}', required: true } } },
    },
    routes: [
      { name: 'dach', offers: ['contoso.*'], when: { country: 'DACH' }, to: ['crm-eu'], otherwise: ['crm-us'] },
      { name: 'all', to: ['crm-eu'] },
      { name: 'other', offers: ['fabrikam.*'], to: ['crm-us'], tests: 'skip' },
    ],
  })
  stored = await rig.send('ada@contoso.com', 'contoso.app', { offerTitle: 'Contoso App' })
  await rig.until(stored, 'crm-eu', 'delivered')
  await rig.until(stored, 'crm-us', 'rejected')
})
afterAll(() => rig.close())

const body = (more: object = {}) =>
  JSON.stringify({
    userDetails: { email: 'new@contoso.com', lastName: 'New', country: 'Germany' },
    offerTitle: 'Contoso App',
    ...more,
  })

const attempted = (more: object = {}) =>
  rig.ask('POST', '/api/dry-runs', { source: 'web', offer: 'contoso.app', body: body(), ...more })

describe('a dry run', () => {
  it('tells which routes match, why the others do not, and the request of each destination', async () => {
    const before = rig.crm.posted.length
    const { status, body: run } = await attempted()
    expect(status).toBe(200)
    expect(run).toMatchObject({ state: 'routed', repeat: false })
    expect(run.routes).toEqual([
      { route: 'dach', to: ['crm-eu'], unmet: [] },
      { route: 'all', to: ['crm-eu'], unmet: [] },
      { route: 'other', to: [], unmet: ['none of its offers'] },
    ])
    expect(run.destinations).toHaveLength(1)
    expect(run.destinations[0]).toMatchObject({
      destination: 'crm-eu',
      route: 'dach',
      alsoBy: ['all'],
      request: { method: 'POST', to: '/crm-eu', body: { email: 'new@contoso.com', subject: 'Conto' } },
      notes: [{ field: 'subject', from: 11, to: 5 }],
      refused: null,
      already: null,
    })
    expect(rig.crm.posted).toHaveLength(before)
  })

  it('tells refusals before sending', async () => {
    const { body: run } = await attempted({ body: body({ userDetails: { email: 'x@contoso.com', country: 'US' } }) })
    const us = run.destinations.find(({ destination }: { destination: string }) => destination === 'crm-us')
    expect(us.refused).toMatchObject({ class: 'rejected', code: 'REQUIRED_FIELD_BLANK' })
    expect(us.request).toBeNull()
  })

  it('tells from which destinations a rule withholds the lead', async () => {
    const { body: run } = await attempted({ offer: 'fabrikam.app', body: body({ description: 'MSFT_TEST_1' }) })
    expect(run.withheld).toEqual([{ destination: 'crm-us', route: 'other', why: 'test leads are skipped' }])
  })

  it('stores nothing', async () => {
    const count = async () => (await rig.get('/api/leads?count=true')).body.count
    const before = await count()
    await attempted()
    expect(await count()).toBe(before)
  })

  it('of a stored lead tells the state of its deliveries', async () => {
    const { body: run } = await rig.ask('POST', '/api/dry-runs', { lead: stored })
    const already = run.destinations.map((one: { destination: string; already: string }) => [
      one.destination,
      one.already,
    ])
    expect(already).toEqual([
      ['crm-us', 'rejected'],
      ['crm-eu', 'delivered'],
    ])
  })

  it('recognises a repeat of a person', async () => {
    const again = JSON.stringify({ userDetails: { email: 'ADA@contoso.com' } })
    expect((await attempted({ body: again })).body.repeat).toBe(true)
  })

  it('reports a wrong request', async () => {
    expect((await attempted({ source: 'nobody' })).status).toBe(404)
    expect((await attempted({ body: '{}' })).status).toBe(422)
    expect((await attempted({ body: undefined })).status).toBe(400)
    expect((await rig.ask('POST', '/api/dry-runs', { lead: crypto.randomUUID() })).status).toBe(404)
  })

  it('is for operators, because it shows personal data', async () => {
    const reader = { authorization: `Bearer ${tokens.viewer}` }
    expect((await rig.ask('POST', '/api/dry-runs', { lead: stored }, reader)).status).toBe(403)
  })
})

describe('a dry run over stored leads', () => {
  it('goes page by page, oldest first, and holds the leads only on request', async () => {
    await rig.send('bob@contoso.com')
    const first = await rig.ask('POST', '/api/dry-runs/searches', { limit: 1 })
    expect(first.body.items).toMatchObject([{ id: stored, state: 'routed', offer: 'contoso.app' }])
    expect(first.body.items[0].stored).toBeUndefined()
    const second = await rig.ask('POST', '/api/dry-runs/searches', { limit: 1, after: first.body.next, whole: true })
    expect(second.body.items[0].stored.lead.person.email).toBe('bob@contoso.com')
    expect(second.body.items[0].destinations[1].fields).toMatchObject({ email: 'bob@contoso.com' })
  })
})
