import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLinks } from '../../src/access/links.ts'
import { localToken, type Rig, startRig } from '../api/rig.ts'
import { type Browser, openBrowser, ownPage } from './browser.ts'

describe('the code of a link', () => {
  it('counts once', () => {
    const links = openLinks()
    const code = links.make()
    expect([links.take('another'), links.take(code), links.take(code)]).toEqual([false, true, false])
  })

  it('counts for an hour', () => {
    let now = 0
    const links = openLinks(() => now)
    const [first, second] = [links.make(), links.make()]
    now = 59 * 60_000
    expect(links.take(first)).toBe(true)
    now = 60 * 60_000
    expect(links.take(second)).toBe(false)
  })

  it('is forgotten when many newer codes were made', () => {
    const links = openLinks()
    const first = links.make()
    for (let n = 0; n < 20; n++) links.make()
    expect(links.take(first)).toBe(false)
  })
})

describe('with nothing under api:', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ destinations: { shop: {} }, tokens: false })
  })
  afterAll(() => rig.close())

  const codeOf = (link: string | undefined) => /#sign-in=(.+)$/.exec(link ?? '')?.[1] ?? ''
  const open = (browser: Browser, link: string, headers: Record<string, string> = ownPage) =>
    browser.go('POST', `${rig.hub.url}/api/sessions`, { body: { link }, headers })

  it('a link of the hub signs its own user in as operator, and no other browser', async () => {
    const code = codeOf(rig.hub.consoleLink())
    const browser = openBrowser()
    const reply = await open(browser, code)
    expect([reply.status, await reply.json()]).toEqual([
      200,
      expect.objectContaining({ name: 'local', role: 'operator', by: 'local' }),
    ])
    expect((await browser.go('GET', `${rig.hub.url}/api/me`)).status).toBe(200)
    const again = await open(openBrowser(), code)
    expect([again.status, await again.json()]).toEqual([
      401,
      expect.objectContaining({ detail: expect.stringContaining('leadyard -- console') }),
    ])
  })

  it('a page of another site, a proxy and another name of this machine get nothing by it', async () => {
    const code = codeOf(rig.hub.consoleLink())
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { ...ownPage, 'x-forwarded-for': '203.0.113.9' }]) {
      expect((await open(openBrowser(), code, headers)).status).toBeGreaterThanOrEqual(401)
    }
    expect((await open(openBrowser(), code)).status).toBe(200)
  })

  it('makes a link for the token of the data folder, and none without it', async () => {
    const made = await rig.ask('POST', '/api/sign-in-links', undefined, { authorization: `Bearer ${localToken}` })
    expect((await open(openBrowser(), made.body.code)).status).toBe(200)
    expect((await rig.ask('POST', '/api/sign-in-links', undefined, {})).status).toBe(401)
  })

  it('no code stands in the log', async () => {
    const code = codeOf(rig.hub.consoleLink())
    await open(openBrowser(), code)
    expect(rig.log.join('\n')).not.toContain(code)
  })
})

describe('with tokens in config.yaml', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ destinations: { shop: {} } })
  })
  afterAll(() => rig.close())

  it('the hub makes no links, and its console’s address signs nobody in', async () => {
    expect(rig.hub.consoleLink()).toBe(rig.hub.url)
    expect((await rig.ask('POST', '/api/sign-in-links')).status).toBe(409)
    const reply = await openBrowser().go('POST', `${rig.hub.url}/api/sessions`, {
      body: { link: 'x' },
      headers: ownPage,
    })
    expect(reply.status).toBe(401)
  })
})
