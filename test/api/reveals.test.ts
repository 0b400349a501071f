import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
let lead: string
const viewer = { authorization: `Bearer ${tokens.viewer}` }
const absent = '01a1f978-ad02-74e6-ab28-6540aa1c877c'

beforeAll(async () => {
  rig = await startRig({
    destinations: {
      a: { settings: { token: 'Bearer-${env:CRM}', login: { user: 'leadyard', password: '${env:PASSWORD}' } } },
      b: { settings: { url: 'https://${env:HOST}.example.com/b' } },
    },
    variables: { PASSWORD: 'a-secret-password', HOST: 'a-host-name' },
    routes: [{ name: 'all', offers: ['contoso.*'], to: ['a'] }],
  })
  lead = await rig.send('ann@contoso.com')
  await rig.until(lead, 'a', 'delivered')
})
afterAll(() => rig.close())

const acts = async () =>
  (await rig.get('/api/audit?limit=500')).body.items.filter((act: { action: string }) => act.action === 'reveal')

describe('a reveal', () => {
  it('shows an operator one lead in full, and stands in the audit', async () => {
    const { status, body } = await rig.ask('POST', `/api/leads/${lead}/reveals`)
    expect(status).toBe(200)
    expect(body.lead.person).toMatchObject({ email: 'ann@contoso.com', company: 'Fabrikam' })
    expect(JSON.parse(body.raw.body).userDetails.email).toBe('ann@contoso.com')
    expect(await acts()).toEqual([
      expect.objectContaining({ actor: 'anna', action: 'reveal', subject: lead, detail: {} }),
    ])
  })

  it('is the same as asking for the body as it came', async () => {
    const before = (await acts()).length
    await rig.get(`/api/leads/${lead}?raw=true`)
    expect(await acts()).toHaveLength(before + 1)
    await rig.get(`/api/leads/${lead}`)
    expect(await acts()).toHaveLength(before + 1)
  })

  it('is refused to a viewer, and shows nothing where there is no lead', async () => {
    const before = (await acts()).length
    expect((await rig.ask('POST', `/api/leads/${lead}/reveals`, undefined, viewer)).status).toBe(403)
    const raw = await rig.ask('GET', `/api/leads/${lead}?raw=true`, undefined, viewer)
    expect(raw).toMatchObject({ status: 403, body: { detail: expect.stringContaining('for operators') } })
    expect((await rig.ask('POST', `/api/leads/${absent}/reveals`)).status).toBe(404)
    expect(await acts()).toHaveLength(before)
  })
})

describe('a lead', () => {
  it('is whole for an operator, and shows a viewer first letters', async () => {
    const [own] = (await rig.get('/api/leads')).body.items
    expect(own).toMatchObject({ name: 'One', email: 'ann@contoso.com', company: 'Fabrikam' })
    const { body } = await rig.ask('GET', '/api/leads', undefined, viewer)
    expect(body.items[0]).toMatchObject({ id: lead, name: 'O…', email: 'a…', company: 'F…', action: 'INS' })
    const detail = (await rig.ask('GET', `/api/leads/${lead}`, undefined, viewer)).body
    expect(detail.lead).toMatchObject({ person: { lastName: 'O…', email: 'a…', emailDomain: 'c…' }, campaign: {} })
    expect(detail.deliveries[0].receipt).toEqual({
      ...{ outcome: 'created', reference: '…', link: null },
      settledBy: null,
    })
  })

  it.each([
    ['GET', '/api/leads?email=ann@contoso.com', undefined],
    ['POST', '/api/leads/searches', { email: 'ann@contoso.com' }],
    ['GET', '/api/deliveries?email=ann@contoso.com', undefined],
    ['POST', '/api/deliveries/searches', { reference: 'r-1' }],
    ['GET', '/api/backlog?email=ann@contoso.com', undefined],
  ])('cannot be searched by person by a viewer: %s %s', async (method, path, body) => {
    const answer = await rig.ask(method, path, body, viewer)
    expect(answer.status).toBe(403)
    expect(answer.body.detail).toContain('who is here')
    expect(answer.body.detail).not.toContain('ann')
    expect((await rig.ask(method, path, body)).status).toBe(200)
  })
})

describe('a destination’s secrets', () => {
  it('are shown by reference to operators, without the text around', async () => {
    const { settings } = (await rig.get('/api/destinations/a')).body
    expect(settings).toMatchObject({
      token: '[hidden]${env:CRM}',
      login: { user: 'leadyard', password: '${env:PASSWORD}' },
      url: expect.stringContaining('http://127.0.0.1'),
    })
    const other = (await rig.get('/api/destinations/b')).body.settings
    expect(other).toMatchObject({ token: '${env:CRM}', url: 'https://${env:HOST}.example.com/b' })
    const paused = await rig.ask('PUT', '/api/destinations/b/pause')
    expect(paused.body.settings.token).toBe('${env:CRM}')
  })

  it('are hidden from viewers', async () => {
    const { settings } = (await rig.ask('GET', '/api/destinations/a', undefined, viewer)).body
    expect(settings).toMatchObject({ token: '[hidden]', login: { user: 'leadyard', password: '[hidden]' } })
    const other = (await rig.ask('GET', '/api/destinations/b', undefined, viewer)).body.settings
    expect(JSON.stringify(other)).not.toContain('${')
  })

  it('are shown to nobody', async () => {
    for (const headers of [undefined, viewer]) {
      const answers = await Promise.all(
        ['a', 'b'].map((id) => rig.ask('GET', `/api/destinations/${id}`, undefined, headers)),
      )
      expect(JSON.stringify(answers)).not.toMatch(/a-secret-(crm-token|password)|a-host-name|Bearer-/)
    }
  })
})
