import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/access/passwords.ts'
import { listen } from '../api/event-stream.ts'
import { type Answer, type Rig, type RigOptions, startRig, tokens } from '../api/rig.ts'
import { eventually } from '../setup/eventually.ts'
import { type Browser, openBrowser, ownPage } from './browser.ts'

const passwords = { berta: 'correct horse battery', vera: 'another long password' }
let options: RigOptions & { variables: Record<string, string> }
let rig: Rig

beforeAll(async () => {
  const users = [
    { name: 'berta', hash: '${env:BERTA}', role: 'operator' },
    { name: 'vera', hash: '${env:VERA}' },
  ]
  const [BERTA, VERA] = await Promise.all([hashPassword(passwords.berta), hashPassword(passwords.vera)])
  options = { destinations: { a: {} }, api: { users }, listen: { trustProxy: 1 }, variables: { BERTA, VERA } }
  rig = await startRig(options)
})
afterAll(() => rig.close())
beforeEach(() => rig.hub.reload(rig.configure(options)))

const url = (path: string) => `${rig.hub.url}/api${path}`

async function signedIn(body: object = { name: 'berta', password: passwords.berta }) {
  const browser = openBrowser()
  const answer = await browser.go('POST', url('/sessions'), { body, headers: ownPage })
  expect(answer.status).toBe(200)
  return { browser, answer, me: (await answer.json()) as Answer['body'] }
}

const newestAct = async () => (await rig.get('/api/audit?limit=1')).body.items[0]

describe('signing in', () => {
  it('with a password opens a session, which the audit tells', async () => {
    const { browser, me, answer } = await signedIn()
    expect(me).toMatchObject({ name: 'berta', role: 'operator', by: 'password', session: { id: expect.any(String) } })
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^leadyard=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
    expect(await newestAct()).toMatchObject({ actor: 'berta', action: 'sign-in', subject: me.session.id })
    const asked = await browser.go('GET', url('/me'))
    expect(await asked.json()).toMatchObject({ name: 'berta', by: 'password' })
    const acted = await browser.go('PUT', url('/destinations/a/pause'), { headers: ownPage })
    expect(acted.status).toBe(200)
    expect(await newestAct()).toMatchObject({ actor: 'berta', action: 'pause' })
  })

  it('with a token has the role of the token', async () => {
    const { browser, me } = await signedIn({ token: tokens.viewer })
    expect(me).toMatchObject({ name: 'reader', role: 'viewer', by: 'token' })
    const refused = await browser.go('PUT', url('/destinations/a/pause'), { headers: ownPage })
    expect(refused.status).toBe(403)
  })

  it('of a user without a role makes a viewer', async () => {
    const { me } = await signedIn({ name: 'vera', password: passwords.vera })
    expect(me.role).toBe('viewer')
  })

  it('again gives the browser another secret, and ends the session before', async () => {
    const { browser } = await signedIn()
    const first = new Map(browser.cookies)
    await browser.go('POST', url('/sessions'), { body: { token: tokens.operator }, headers: ownPage })
    expect(browser.cookies.get('leadyard')).not.toBe(first.get('leadyard'))
    expect((await openBrowser(first).go('GET', url('/me'))).status).toBe(401)
  })

  it('never takes a secret that the browser brought', async () => {
    const brought = openBrowser([['leadyard', 'a-secret-of-somebody-else']])
    await brought.go('POST', url('/sessions'), { body: { token: tokens.viewer }, headers: ownPage })
    expect(brought.cookies.get('leadyard')).toMatch(/^[\w-]{43}$/)
  })

  it.each([
    [{}],
    [{ name: 'berta' }],
    [{ password: 'x' }],
    [{ name: 'berta', password: 'x', token: 'y' }],
    [{ name: 'berta', password: 'x'.repeat(1_001) }],
  ])('with %o is refused as incomplete, without a word of it', async (body) => {
    const answer = await openBrowser().go('POST', url('/sessions'), { body })
    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toContain('xxx')
  })

  it('over plain HTTP works as localhost only', async () => {
    const { status, detail } = await posted({ host: 'leads.example.com' })
    expect(status).toBe(403)
    expect(detail).toContain('HTTPS')
    expect(detail).toContain('listen.trustProxy')
  })

  it('behind TLS sets a cookie that no other host can set, and reads no other', async () => {
    const tls = { 'x-forwarded-proto': 'https', origin: 'https://leads.contoso.com' }
    const browser = openBrowser()
    const body = { name: 'berta', password: passwords.berta }
    const answer = await browser.go('POST', url('/sessions'), { body, headers: { ...ownPage, ...tls } })
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-leadyard=.*; Secure; /)])
    expect((await browser.go('GET', url('/me'), { headers: tls })).status).toBe(200)
    const plain = openBrowser([['leadyard', browser.cookies.get('__Host-leadyard') ?? '']])
    expect((await plain.go('GET', url('/me'), { headers: tls })).status).toBe(401)
  })
})

describe('a session', () => {
  it('ends with the sign-out, also for whoever stole its cookie', async () => {
    const { browser, me } = await signedIn()
    const stolen = openBrowser(browser.cookies)
    expect((await stolen.go('GET', url('/me'))).status).toBe(200)
    const left = await browser.go('DELETE', url('/sessions/current'), { headers: ownPage })
    expect(left.status).toBe(200)
    expect(browser.cookies.size).toBe(0)
    const answer = await stolen.go('GET', url('/me'))
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('ended'), signIn: { password: true } })
    expect(await newestAct()).toMatchObject({ actor: 'berta', action: 'sign-out', subject: me.session.id })
  })

  it.each([
    ['signs out', (browser: Browser) => browser.go('DELETE', url('/sessions/current'), { headers: ownPage })],
    ['is signed out', (_: Browser, id: string) => rig.ask('DELETE', `/api/sessions/${id}`)],
  ])('takes its stream of changes with it when its person %s', async (_, leave) => {
    const { browser, me } = await signedIn()
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const heard = await listen(url('/changes'), { cookie })
    const other = await listen(url('/changes'), { authorization: `Bearer ${tokens.viewer}` })
    expect(heard.status).toBe(200)
    await leave(browser, me.session.id)
    await eventually(() => expect(heard.ended()).toBe(true))
    expect(other.ended()).toBe(false)
    other.leave()
  })

  it('is listed for operators without its secret, and ended by them at once', async () => {
    const { browser, me } = await signedIn({ name: 'vera', password: passwords.vera })
    const { body } = await rig.get('/api/sessions')
    expect(body.items).toContainEqual(
      expect.objectContaining({ id: me.session.id, name: 'vera', role: 'viewer', by: 'password', current: false }),
    )
    expect(JSON.stringify(body)).not.toContain(browser.cookies.get('leadyard'))
    expect((await rig.ask('DELETE', `/api/sessions/${me.session.id}`)).status).toBe(200)
    expect((await browser.go('GET', url('/me'))).status).toBe(401)
    expect(await newestAct()).toMatchObject({ actor: 'anna', action: 'sign-out', detail: { of: 'vera' } })
    expect((await rig.ask('DELETE', `/api/sessions/${me.session.id}`)).status).toBe(404)
  })

  it('stands in the ledger without its secret', async () => {
    const { browser } = await signedIn()
    const { rows } = await sql`select *, encode(key, 'hex') as hex from sessions`.execute(rig.ledger.db)
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(browser.cookies.get('leadyard'))
  })

  it('ends after eight hours without a request, not before', async () => {
    const { browser, me } = await signedIn()
    const { db } = rig.ledger
    const seen = (ago: string) =>
      sql`update sessions set seen_at = now() - ${ago}::interval where id = ${me.session.id}`.execute(db)
    await seen('7 hours 59 minutes')
    expect((await browser.go('GET', url('/me'))).status).toBe(200)
    const { rows } = await sql`
      select 1 from sessions where id = ${me.session.id} and seen_at > now() - interval '1 minute'`.execute(db)
    expect(rows).toHaveLength(1)
    await seen('8 hours 1 second')
    expect((await browser.go('GET', url('/me'))).status).toBe(401)
  })

  it('lasts no longer by what a page reads while no person uses it', async () => {
    const { browser, me } = await signedIn()
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const { db } = rig.ledger
    await sql`update sessions set seen_at = now() - interval '7 hours 59 minutes' where id = ${me.session.id}`.execute(
      db,
    )
    const asked = await browser.go('GET', url('/me'), { headers: { 'leadyard-unattended': 'yes' } })
    const heard = await listen(url('/changes'), { cookie })
    const left = async (answer: Response) =>
      Date.parse(((await answer.json()) as Answer['body']).session.endsAt) - Date.now()
    expect(await left(asked)).toBeLessThan(120_000)
    const untouched = sql`
      select 1 from sessions where id = ${me.session.id} and seen_at < now() - interval '7 hours'`.execute(db)
    expect((await untouched).rows).toHaveLength(1)
    heard.leave()
    // A request of the person does, and is told the new end at once.
    expect(await left(await browser.go('GET', url('/me')))).toBeGreaterThan(7 * 3_600_000)
  })

  it('ends after seven days at most', async () => {
    const { browser, me } = await signedIn()
    const lasts = Date.parse((await rowOf(me.session.id)).ends_at) - Date.now()
    expect(lasts / 86_400_000).toBeCloseTo(7, 2)
    await sql`update sessions set ends_at = now() where id = ${me.session.id}`.execute(rig.ledger.db)
    expect((await browser.go('GET', url('/me'))).status).toBe(401)
  })

  it.each([
    ['the user is removed', () => ({ api: { users: [{ name: 'vera', hash: '${env:VERA}' }] } })],
    [
      'the password is changed',
      () => ({ variables: { ...options.variables, BERTA: options.variables['VERA'] ?? '' } }),
    ],
  ])('ends at once when %s, for good', async (_what, change) => {
    const { browser, me } = await signedIn()
    await rig.hub.reload(rig.configure({ ...options, ...change() }))
    expect((await browser.go('GET', url('/me'))).status).toBe(401)
    await rig.hub.reload(rig.configure(options))
    expect((await browser.go('GET', url('/me'))).status).toBe(401)
    expect(await rowOf(me.session.id)).toBeUndefined()
  })

  it('ends at once when its token is removed or replaced', async () => {
    for (const value of ['a-token-that-replaces-it', undefined]) {
      const { browser } = await signedIn({ token: tokens.viewer })
      const api = {
        ...options.api,
        tokens: [{ name: value ? 'reader' : 'other', token: '${env:NEW}', role: 'viewer' }],
      }
      const variables = { ...options.variables, NEW: value ?? tokens.operator }
      await rig.hub.reload(rig.configure({ ...options, api, variables }))
      expect((await browser.go('GET', url('/me'))).status).toBe(401)
      await rig.hub.reload(rig.configure(options))
    }
  })

  it('has the role that the configuration gives now', async () => {
    const { browser } = await signedIn()
    const users = [{ name: 'berta', hash: '${env:BERTA}', role: 'viewer' }]
    await rig.hub.reload(rig.configure({ ...options, api: { users } }))
    expect(await (await browser.go('GET', url('/me'))).json()).toMatchObject({ role: 'viewer' })
    const refused = await browser.go('DELETE', url('/destinations/a/pause'), { headers: ownPage })
    expect(refused.status).toBe(403)
  })

  it('is not asked for where a token is sent', async () => {
    const { browser } = await signedIn()
    const wrong = await browser.go('GET', url('/me'), { headers: { authorization: 'Bearer wrong' } })
    expect(wrong.status).toBe(401)
    const { body } = await rig.get('/api/me')
    expect(body).toEqual({ name: 'anna', role: 'operator', by: 'token', session: null })
    expect((await rig.ask('DELETE', '/api/sessions/current')).status).toBe(409)
  })
})

it('shows no password, hash or secret in the log', async () => {
  const { browser } = await signedIn()
  const all = rig.log.join('\n')
  for (const secret of [...Object.values(passwords), browser.cookies.get('leadyard') ?? 'none']) {
    expect(all).not.toContain(secret)
  }
})

async function rowOf(id: string) {
  const { rows } = await sql<{ ends_at: string }>`select * from sessions where id = ${id}`.execute(rig.ledger.db)
  return rows[0] as { ends_at: string }
}

/** `fetch` does not allow another Host. */
async function posted(headers: Record<string, string>): Promise<{ status: number; detail: string }> {
  const { request } = await import('node:http')
  const body = JSON.stringify({ name: 'berta', password: passwords.berta })
  return new Promise((resolve, reject) => {
    request(
      url('/sessions'),
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (reply) => {
        let text = ''
        reply.on('data', (chunk) => (text += chunk))
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, detail: JSON.parse(text).detail }))
      },
    )
      .on('error', reject)
      .end(body)
  })
}
