import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  const fields = { 'person.email': 'contact.mail' }
  rig = await startRig({
    destinations: { shop: {} },
    sources: {
      web: { type: 'marketplace', key: '${env:KEY}' },
      site: { type: 'form', key: '${env:KEY}', offer: 'contoso.form' },
      own: { type: 'json', key: '${env:KEY}', fields },
    },
  })
})
afterAll(() => rig?.close())

const send = (source: string, body: object = {}, headers?: Record<string, string>) =>
  rig.ask('POST', `/api/sources/${source}/test-leads`, body, headers)

it('routes a test lead of a source like every other lead of it', async () => {
  const { body } = await send('web', { offer: 'contoso.app' })
  await rig.until(body.lead, 'shop', 'delivered')
  const { body: lead } = await rig.get(`/api/leads/${body.lead}`)
  expect(lead).toMatchObject({ source: 'web', state: 'routed', test: true, offer: 'contoso.app' })
  const { body: audit } = await rig.get('/api/audit?action=test-lead')
  expect(audit.items[0]).toMatchObject({ actor: 'anna', subject: 'web', detail: { lead: body.lead } })
})

it('leaves a test lead unrouted where no route takes its offer', async () => {
  const { body } = await send('web', { offer: 'tailspin.app' })
  await expect.poll(async () => (await rig.get(`/api/leads/${body.lead}`)).body.state).toBe('unrouted')
})

it('makes each test lead a new one', async () => {
  const [one, other] = [await send('web'), await send('web')]
  expect(one.body.lead).not.toBe(other.body.lead)
})

it('posts a form to a source of forms, with the offer of the source', async () => {
  const { body } = await send('site')
  await rig.until(body.lead, 'shop', 'delivered')
  const { body: lead } = await rig.get(`/api/leads/${body.lead}`)
  expect(lead).toMatchObject({ source: 'site', test: true, offer: 'contoso.form' })
})

it('says which sources it can make a test lead for, and refuses the others', async () => {
  const { body } = await rig.get('/api/sources')
  const testable = body.items.map((one: { id: string; testable: boolean }) => [one.id, one.testable])
  expect(Object.fromEntries(testable)).toEqual({ web: true, site: true, own: false })
  expect((await send('own')).status).toBe(409)
  expect((await send('nowhere')).status).toBe(404)
  expect((await send('web', {}, { authorization: `Bearer ${tokens.viewer}` })).status).toBe(403)
})

it('counts as no beginning, which a lead of a sender is', async () => {
  expect((await rig.get('/api/overview')).body.began).toBe(false)
  await rig.send('first@contoso.com')
  expect((await rig.get('/api/overview')).body.began).toBe(true)
})
