import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Rig, type RigOptions, startRig } from '../api/rig.ts'
import { type Browser, openBrowser } from './browser.ts'
import { client, type IdentityProvider, startIdentityProvider } from './identity-provider.ts'

let provider: IdentityProvider
let options: RigOptions
let rig: Rig

beforeAll(async () => {
  provider = await startIdentityProvider()
  const oidc = {
    ...{ issuer: provider.issuer, clientId: client.id, clientSecret: '${env:OIDC}', label: 'Contoso' },
    ...{ operators: ['lead-operators'], viewers: ['everybody'], allowNetworks: ['127.0.0.0/8'] },
  }
  options = { destinations: { a: {} }, api: { oidc }, variables: { OIDC: client.secret } }
  rig = await startRig(options)
  provider.serve(`${rig.hub.url}/api/oidc/return`)
})
afterAll(async () => {
  await rig.close()
  await provider.close()
})
beforeEach(() => rig.hub.reload(rig.configure(options)))

const url = (path: string) => `${rig.hub.url}/api${path}`

async function begun(browser: Browser, to = '/failed?state=held'): Promise<string> {
  const answer = await browser.go('GET', url(`/oidc/start?to=${encodeURIComponent(to)}`))
  expect(answer.status).toBe(303)
  return answer.headers.get('location') ?? ''
}

/** @returns the browser and its answer at the return. */
async function signedIn(login: string) {
  const browser = openBrowser()
  const back = await provider.consent(await begun(browser), login)
  return { browser, back, answer: await browser.go('GET', back) }
}

async function refused(answer: Response, words: string): Promise<void> {
  expect(answer.status).toBe(403)
  expect(answer.headers.getSetCookie().filter((line) => /^leadyard=/.test(line))).toEqual([])
  expect((await answer.json()) as { detail: string }).toMatchObject({ detail: expect.stringContaining(words) })
}

describe('signing in at an identity provider', () => {
  it.each([
    ['client_secret_basic', true],
    ['client_secret_post', false],
  ])('opens a session with the role of the groups (%s, groups in the token: %o)', async (authMethod, groupsInToken) => {
    provider.serve(`${rig.hub.url}/api/oidc/return`, { authMethod, groupsInToken })
    const { browser, answer } = await signedIn('anna@contoso.com,lead-operators,everybody')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/failed?state=held')
    const me = await (await browser.go('GET', url('/me'))).json()
    expect(me).toMatchObject({ name: 'anna@contoso.com', role: 'operator', by: 'oidc' })
    const { body } = await rig.ask('GET', '/api/audit?limit=1', undefined, {
      authorization: 'Bearer a-token-that-may-act',
    })
    expect(body.items[0]).toMatchObject({ actor: 'anna@contoso.com', action: 'sign-in', detail: { by: 'oidc' } })
  })

  it('sends state, nonce and the challenge of a secret that stays here', async () => {
    const asked = new URL(await begun(openBrowser())).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/)
    expect(asked.get('redirect_uri')).toBe(url('/oidc/return'))
    const again = new URL(await begun(openBrowser())).searchParams
    for (const name of ['state', 'nonce', 'code_challenge']) expect(again.get(name)).not.toBe(asked.get(name))
  })

  it('makes a viewer of whoever is in a group of viewers alone', async () => {
    const { browser } = await signedIn('vera@contoso.com,everybody')
    expect(await (await browser.go('GET', url('/me'))).json()).toMatchObject({ role: 'viewer' })
  })

  it('refuses a person without a group, and names nobody in the audit', async () => {
    const { answer } = await signedIn('eve@contoso.com,strangers')
    await refused(answer, 'gives you no role here')
    const { body } = await rig.get('/api/audit?limit=1')
    expect(body.items[0]).toMatchObject({ actor: '-', action: 'sign-in-failed', detail: { by: 'oidc' } })
  })

  it('marks a name that could be one of config.yaml', async () => {
    const { browser } = await signedIn('local,everybody')
    expect(await (await browser.go('GET', url('/me'))).json()).toMatchObject({ name: 'local (oidc)' })
  })

  it('ends with the settings that gave the role', async () => {
    const { browser } = await signedIn('anna@contoso.com,lead-operators')
    const { oidc } = options.api as { oidc: object }
    await rig.hub.reload(rig.configure({ ...options, api: { oidc: { ...oidc, operators: ['others'] } } }))
    expect((await browser.go('GET', url('/me'))).status).toBe(401)
  })

  it('is what a page offers to those who are not signed in', async () => {
    const answer = await openBrowser().go('GET', url('/me'))
    expect(await answer.json()).toMatchObject({
      status: 401,
      signIn: { password: false, token: true, oidc: 'Contoso' },
    })
  })
})

describe('the way back from the provider', () => {
  it('counts once, also with the cookie of before', async () => {
    const browser = openBrowser()
    const start = await begun(browser)
    const kept = new Map(browser.cookies)
    const back = await provider.consent(start, 'anna@contoso.com,lead-operators')
    expect((await browser.go('GET', back)).status).toBe(303)
    await refused(await browser.go('GET', back), 'came back already')
    await refused(await openBrowser(kept).go('GET', back), 'came back already')
  })

  it('counts once of two at the same moment', async () => {
    const browser = openBrowser()
    const back = await provider.consent(await begun(browser), 'anna@contoso.com,lead-operators')
    const twins = [openBrowser(browser.cookies), openBrowser(browser.cookies)]
    const statuses = await Promise.all(twins.map(async (twin) => (await twin.go('GET', back)).status))
    expect(statuses.toSorted()).toEqual([303, 403])
  })

  it('counts in the browser that began it alone', async () => {
    const mine = openBrowser()
    await begun(mine)
    const back = await provider.consent(await begun(openBrowser()), 'eve@contoso.com,lead-operators')
    await refused(await mine.go('GET', back), 'not begun in this browser')
    await refused(await openBrowser().go('GET', back), 'not begun in this browser')
  })

  it('counts for ten minutes', async () => {
    const browser = openBrowser()
    const back = await provider.consent(await begun(browser), 'anna@contoso.com,lead-operators')
    await sql`update oidc_starts set ends_at = now() - interval '1 second'`.execute(rig.ledger.db)
    await refused(await browser.go('GET', back), 'longer than ten minutes')
  })

  it('with a code of another sign-in is refused by the provider', async () => {
    const [mine, other] = [openBrowser(), openBrowser()]
    const [back, foreign] = [
      new URL(await provider.consent(await begun(mine), 'vera@contoso.com,everybody')),
      new URL(await provider.consent(await begun(other), 'anna@contoso.com,lead-operators')),
    ]
    back.searchParams.set('code', foreign.searchParams.get('code') ?? '')
    await refused(await mine.go('GET', back.href), 'refused the sign-in (invalid_grant)')
  })

  it('with a refusal of the provider tells its code, and nothing else of it', async () => {
    const browser = openBrowser()
    const state = new URL(await begun(browser)).searchParams.get('state')
    const query = new URLSearchParams({ error: 'access_denied', error_description: 'ann said no', state: state ?? '' })
    query.set('iss', provider.issuer)
    const answer = await browser.go('GET', url(`/oidc/return?${query}`))
    expect(await answer.clone().text()).not.toContain('ann said no')
    await refused(answer, 'access_denied')
  })
})

it('each check that failed on the way back stands in the log, without a word of the person', () => {
  const lines = rig.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'a sign-in failed')
  expect(lines.map(({ level, reason, check, code }) => [level, reason, check, code])).toEqual([
    ['warn', 'oidc', 'role', undefined],
    ['warn', 'oidc', 'cookie', undefined],
    ['warn', 'oidc', 'state', undefined],
    ['warn', 'oidc', 'time', undefined],
    ['warn', 'oidc', 'provider', 'invalid_grant'],
  ])
  expect(JSON.stringify(lines)).not.toMatch(/contoso|anna|vera|said no/)
})

describe('the start', () => {
  it.each(['https://example.com/', '//example.com', '/\\example.com', '/\t/example.com', 'failed', '/a b', ''])(
    'leads to a path of the hub alone, not to %o',
    async (to) => {
      const answer = await openBrowser().go('GET', url(`/oidc/start?to=${encodeURIComponent(to)}`))
      expect(answer.status).toBe(400)
    },
  )

  it('tells what is wrong when the provider is away, refused as private, or not there', async () => {
    const { oidc } = options.api as { oidc: object }
    const away = async (change: object) => {
      await rig.hub.reload(rig.configure({ ...options, api: { oidc: { ...oidc, ...change } } }))
      const answer = await openBrowser().go('GET', url('/oidc/start'))
      expect(answer.status).toBe(503)
      return ((await answer.json()) as { detail: string }).detail
    }
    expect(await away({ issuer: 'http://127.0.0.1:1' })).toMatch(/finished: (?!the answer).*127\.0\.0\.1.*api\.oidc/)
    expect(await away({ allowNetworks: [] })).toMatch(/private/)
    await rig.hub.reload(rig.configure({ destinations: { a: {} } }))
    expect((await openBrowser().go('GET', url('/oidc/start'))).status).toBe(404)
  })
})

it('neither log nor ledger hold a code, a token or the client’s secret', async () => {
  const { back } = await signedIn('anna@contoso.com,lead-operators')
  const code = new URL(back).searchParams.get('code') ?? 'none'
  const { rows } = await sql`select * from sessions`.execute(rig.ledger.db)
  const all = `${rig.log.join('\n')}${JSON.stringify(rows)}`
  for (const secret of [code, client.secret]) expect(all).not.toContain(secret)
})
