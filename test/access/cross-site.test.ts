import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../../src/api/endpoints.ts'
import { localToken, type Rig, startRig, tokens } from '../api/rig.ts'
import { type Browser, openBrowser, ownPage } from './browser.ts'

const id = '01a1f978-ad02-74e6-ab28-6540aa1c877c'
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('a request with the cookie of a session', () => {
  let rig: Rig
  let browser: Browser
  beforeAll(async () => {
    rig = await startRig({ destinations: { a: {} } })
    browser = openBrowser()
    await browser.go('POST', `${rig.hub.url}/api/sessions`, { body: { token: tokens.operator }, headers: ownPage })
  })
  afterAll(() => rig.close())

  const unsafe = endpoints.filter(({ method, role }) => method !== 'get' && role !== 'anyone')

  it.each(unsafe.map(({ method, path }) => [method, path]))(
    'that a form of another site makes is refused: %s %s',
    async (method, path) => {
      const headers = { ...form, 'sec-fetch-site': 'cross-site', origin: 'https://example.com' }
      const address = `${rig.hub.url}/api${path.replace(/\{\w+\}/, path.startsWith('/destinations') ? 'a' : id)}`
      const answer = await browser.go(method.toUpperCase(), address, { headers })
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('page of another site') })
    },
  )

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister of the site', { 'sec-fetch-site': 'same-site' }, 403],
    ['the address bar', { 'sec-fetch-site': 'none' }, 403],
    ['an old browser’s page of another site', { origin: 'https://example.com' }, 403],
    ['a page without an address', { origin: 'null' }, 403],
    ['nobody knows what', {}, 403],
    ['a page of the hub', { 'sec-fetch-site': 'same-origin' }, 200],
    ['an old browser’s page of the hub', { origin: 'own' }, 200],
  ])('without a body, from %s', async (_from, headers: Record<string, string>, status) => {
    const origin: Record<string, string> = headers['origin'] === 'own' ? { origin: rig.hub.url } : {}
    const answer = await browser.go('PUT', `${rig.hub.url}/api/destinations/a/pause`, {
      headers: { ...headers, ...origin },
    })
    expect(answer.status).toBe(status)
  })

  it('that only reads may come from anywhere, because no other site can read the answer', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    const answer = await browser.go('GET', `${rig.hub.url}/api/me`, { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  it.each([
    ['/exports', 'cross-site', 403],
    ['/exports', 'same-site', 403],
    ['/exports', 'same-origin', 200],
    ['/exports', 'none', 200],
    [`/leads/${id}?raw=true`, 'cross-site', 403],
    [`/leads/${id}?raw=true`, 'same-site', 403],
    [`/leads/${id}?raw=true`, 'same-origin', 404],
    [`/leads/${id}`, 'cross-site', 404],
  ])('that reads %s, which the audit notes, from %s: %i', async (path, site, status) => {
    const exported = async () => (await rig.get('/api/audit?limit=1')).body.items[0]?.id
    const before = await exported()
    const answer = await browser.go('GET', `${rig.hub.url}/api${path}`, { headers: { 'sec-fetch-site': site } })
    await answer.text()
    expect(answer.status).toBe(status)
    if (status === 403) expect(await exported()).toBe(before)
  })

  it('and a token needs no page', async () => {
    expect((await rig.ask('DELETE', '/api/destinations/a/pause')).status).toBe(200)
  })

  it('does not sign a browser in from another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    const body = { token: tokens.operator }
    expect((await openBrowser().go('POST', `${rig.hub.url}/api/sessions`, { body, headers })).status).toBe(403)
    const posted = new URLSearchParams(body)
    expect((await openBrowser().go('POST', `${rig.hub.url}/api/sessions`, { body: posted })).status).toBe(415)
  })
})

describe('without anything configured', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ destinations: { a: {} }, tokens: false })
  })
  afterAll(() => rig.close())
  const url = () => `${rig.hub.url}/api`

  it('the token of the data folder signs a browser of this machine in', async () => {
    const browser = openBrowser()
    const answer = await browser.go('POST', `${url()}/sessions`, { body: { token: localToken }, headers: ownPage })
    expect(await answer.json()).toMatchObject({ name: 'local', role: 'operator', by: 'local' })
    expect((await browser.go('GET', `${url()}/me`)).status).toBe(200)
    const proxied = await browser.go('GET', `${url()}/me`, { headers: { 'x-forwarded-for': '10.0.0.9' } })
    expect(proxied.status).toBe(401)
    await rig.hub.reload(rig.configure({ destinations: { a: {} } }))
    expect((await browser.go('GET', `${url()}/me`)).status).toBe(401)
    await rig.hub.reload(rig.configure({ destinations: { a: {} }, tokens: false }))
  })

  it('no other token, and no name, signs in', async () => {
    const bodies = [{ token: 'wrong' }, { name: 'local', password: localToken }]
    for (const body of bodies) {
      expect((await openBrowser().go('POST', `${url()}/sessions`, { body })).status).toBe(401)
    }
    const proxied = { 'x-forwarded-for': '10.0.0.9' }
    const answer = await openBrowser().go('POST', `${url()}/sessions`, {
      body: { token: localToken },
      headers: proxied,
    })
    expect(answer.status).toBe(401)
  })
})
