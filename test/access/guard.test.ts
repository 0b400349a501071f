import http from 'node:http'
import type { Request } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byLocalToken } from '../../src/access/guard.ts'
import { endpoints } from '../../src/api/endpoints.ts'
import { Refusal } from '../../src/api/refusal.ts'
import { localToken, type Rig, startRig, tokens } from '../api/rig.ts'

const id = '01a1f978-ad02-74e6-ab28-6540aa1c877c'

describe('with tokens', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ destinations: { a: {} } })
  })
  afterAll(() => rig.close())

  const as = (authorization: string | undefined, path = '/api/leads', method = 'GET') =>
    rig.ask(method, path, undefined, authorization === undefined ? {} : { authorization })

  it('accepts a token in any spelling of Bearer', async () => {
    expect((await as(`Bearer ${tokens.viewer}`)).status).toBe(200)
    expect((await as(`bearer ${tokens.operator}`)).status).toBe(200)
  })

  it.each([
    [undefined, 'LEADYARD_TOKEN'],
    ['Bearer', 'LEADYARD_TOKEN'],
    ['Basic YTpi', 'LEADYARD_TOKEN'],
    [`Bearer ${tokens.viewer}x`, 'copied whole'],
    [`Bearer ${tokens.viewer.slice(1)}`, 'copied whole'],
  ])('refuses %o, also on this machine, and says what to send', async (authorization, words) => {
    const { status, headers, body } = await as(authorization)
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Bearer')
    expect(body.detail).toContain(words)
  })

  it('refuses the token of the data folder, and tells which tokens count', async () => {
    const { status, body } = await as(`Bearer ${localToken}`)
    expect(status).toBe(401)
    expect(body.detail).toContain('has api.tokens')
    expect(body.detail).toContain('LEADYARD_TOKEN')
  })

  it('refuses more than thirty wrong tokens of an address within a minute, and lets the right one in', async () => {
    const other = await startRig({ destinations: { a: {} } })
    const ask = (token: string) =>
      other.ask('GET', '/api/me', undefined, token === '' ? {} : { authorization: `Bearer ${token}` })
    for (let n = 0; n < 30; n++) expect((await ask(`wrong-${n}`)).status).toBe(401)
    const { status, headers } = await ask('wrong')
    expect(status).toBe(429)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await ask(tokens.viewer)).status).toBe(200)
    expect((await ask('')).status).toBe(401)
    await other.close()
  })

  it('refuses before it tells whether a path exists', async () => {
    expect((await as(undefined, '/api/no/such/thing')).status).toBe(401)
    expect((await as(undefined, '/api/openapi.json')).status).toBe(401)
  })

  it.each(endpoints.filter(({ role }) => role === 'operator').map(({ method, path }) => [method, path]))(
    'does not let a viewer %s %s',
    async (method, path) => {
      const { status, body } = await as(
        `Bearer ${tokens.viewer}`,
        `/api${path.replace('{id}', id)}`,
        method.toUpperCase(),
      )
      expect(status).toBe(403)
      expect(body.detail).toContain('role in config.yaml is operator')
    },
  )

  it.each(endpoints.filter(({ role }) => role === 'viewer').map(({ method, path }) => [method, path]))(
    'lets a viewer %s %s',
    async (method, path) => {
      const { status, body } = await as(
        `Bearer ${tokens.viewer}`,
        `/api${path.replace('{id}', id)}`,
        method.toUpperCase(),
      )
      // A token has no session to end.
      expect(status === 409 ? body.detail : status).toEqual(
        expect.toBeOneOf([200, 404, expect.stringMatching(/session/)]),
      )
    },
  )

  it('allows changes only to operators', () => {
    // Signing in and out changes nothing but the caller's own session.
    const own = ['post /sessions', 'delete /sessions/current']
    const acting = endpoints.filter(
      ({ method, path }) => method !== 'get' && !path.endsWith('/searches') && !own.includes(`${method} ${path}`),
    )
    expect(acting.length).toBeGreaterThan(7)
    expect(acting.every(({ role }) => role === 'operator')).toBe(true)
  })
})

describe('without tokens', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await startRig({ destinations: { a: {} }, tokens: false })
  })
  afterAll(() => rig.close())

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer another' }],
    ['a token that begins as the right one', { authorization: `Bearer ${localToken.slice(0, -1)}` }],
    [
      'the right one as a password',
      { authorization: `Basic ${Buffer.from(`local:${localToken}`).toString('base64')}` },
    ],
  ])(
    'lets nothing in with %s, for a proxy on this machine looks the same, and says where the token is',
    async (_what, headers) => {
      const { status, headers: answered, body } = await rig.ask('GET', '/api/leads', undefined, headers)
      expect(status).toBe(401)
      expect(answered.get('www-authenticate')).toBe('Bearer')
      expect(body.detail).toContain('local-token')
      expect(body.detail).toContain('LEADYARD_DATA')
    },
  )

  it('lets this machine’s own user in, as the operator `local`', async () => {
    expect((await rig.ask('PUT', '/api/destinations/a/pause')).status).toBe(200)
    const { body } = await rig.get('/api/audit')
    expect(body.items[0]).toMatchObject({ actor: 'local', action: 'pause', subject: 'a' })
  })

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])(
    'lets nobody in whom a proxy brings (%s), and says what to configure',
    async (header) => {
      const { status, body } = await rig.ask('GET', '/api/leads', undefined, {
        ...{ authorization: `Bearer ${localToken}`, [header]: '127.0.0.1' },
      })
      expect(status).toBe(401)
      expect(body.detail).toContain('api.tokens')
    },
  )

  it.each([
    ['leads.example.com', 403],
    ['127.0.0.1.example.com', 403],
    ['localhost.example.com:80', 403],
    ['localhost', 200],
    ['LOCALHOST:8080', 200],
    ['hub.localhost:8080', 200],
    ['[::1]:8080', 200],
    ['127.1.2.3', 200],
  ])('asked for as the host %o answers %i', async (host, status) => {
    expect(await statusOf(rig, { host })).toBe(status)
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: 'https://example.com' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:1' }, 403],
  ])('asked by a browser with %o answers %i', async (headers, status) => {
    expect(await statusOf(rig, headers)).toBe(status)
  })

  it('accepts requests of its own pages', async () => {
    expect(await statusOf(rig, { origin: rig.hub.url, 'sec-fetch-site': 'same-origin' })).toBe(200)
  })
})

describe('without tokens, by the place of a request', () => {
  const from = (remoteAddress: string | undefined) => {
    const headers: Record<string, string> = { host: 'localhost:8080' }
    const request = { socket: { remoteAddress }, get: (name: string) => headers[name] }
    return byLocalToken(request as unknown as Request, localToken, localToken)
  }

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
    expect(from(address)).toEqual({ name: 'local', role: 'operator', by: 'local' })
  })

  it.each(['10.0.0.1', '172.17.0.1', '::ffff:10.0.0.1', 'fe80::1', '1127.0.0.1', '', undefined])(
    '%s is not',
    (address) => {
      expect(() => from(address)).toThrow(Refusal)
    },
  )
})

/** Sends the right token. `fetch` does not allow these headers. */
function statusOf(rig: Rig, more: Record<string, string>): Promise<number | undefined> {
  const { port } = new URL(rig.hub.url)
  const headers = { authorization: `Bearer ${localToken}`, ...more }
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: '/api/leads', headers }, (reply) => {
        reply.resume()
        resolve(reply.statusCode)
      })
      .on('error', reject)
  })
}
