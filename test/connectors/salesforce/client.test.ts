import { describe, expect, test } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { signInFailure } from '../../../connectors/salesforce/replies.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { oauthRefusal, type Reply, refusal, soapFault, webPage } from '../../far-ends/salesforce/replies.ts'
import { app } from '../../far-ends/salesforce/token.ts'
import { deliveryFor, failure, opened } from './opened.ts'

const tokenCalls = (calls: readonly { path: string }[]) => calls.filter(({ path }) => path.endsWith('/token')).length

describe('signing in to Salesforce', () => {
  test.for(['client-credentials', 'jwt-bearer', 'password'] as const)('works with %s', async (auth) => {
    const { deliver, org } = await opened({ auth })
    expect(await deliver()).toMatchObject({ outcome: 'created' })
    expect(org.tokens.granted).toHaveLength(1)
  })

  test('happens once for ten leads at the same time and for those after them', async () => {
    const { deliver, org } = await opened()
    await Promise.all(Array.from({ length: 10 }, () => deliver()))
    await deliver()
    expect(tokenCalls(org.calls)).toBe(1)
  })

  test('happens again, once, when the session has run out, and the lead arrives once', async () => {
    const { deliver, org } = await opened({ externalId: false })
    await deliver()
    org.tokens.expire()
    expect(await deliver()).toMatchObject({ outcome: 'created' })
    expect(org.tokens.granted).toHaveLength(2)
    expect(await org.records()).toBe(2)
  })

  test('happens once when many leads meet the end of the session together', async () => {
    const { deliver, org } = await opened()
    await deliver()
    org.tokens.expire()
    await Promise.all(Array.from({ length: 8 }, () => deliver()))
    expect(org.tokens.granted).toHaveLength(2)
    expect(await org.records()).toBe(9)
  })

  test('is believed when a fresh session is refused at once: a person must act', async () => {
    const { deliver, org } = await opened()
    org.answer('read', refusal('INVALID_SESSION_ID'))
    const { class: kind, detail } = await failure(deliver())
    expect([kind, detail.code, detail.status]).toEqual(['configuration', 'INVALID_SESSION_ID', 401])
    expect(tokenCalls(org.calls)).toBe(1)
  })

  test('refreshes once and no more when the new session is refused too', async () => {
    const { deliver, org } = await opened()
    await deliver()
    org.answer('write', refusal('INVALID_SESSION_ID', { status: 500 }))
    expect(await failure(deliver())).toMatchObject({ class: 'configuration' })
    expect(tokenCalls(org.calls)).toBe(2)
  })

  test('never sends a refused password a second time by itself', async () => {
    const { check, deliver, org, pass } = await opened({ auth: 'password' }, { password: 'outdated-1' })
    const results = await Promise.all([failure(deliver()), failure(deliver())])
    for (const { class: kind, detail } of results) {
      expect([kind, detail.code, detail.probe]).toEqual(['configuration', 'invalid_grant', false])
    }
    await failure(deliver())
    expect(tokenCalls(org.calls)).toBe(1)
    await failure(check())
    expect(tokenCalls(org.calls)).toBe(2)
    pass(61_000)
    await failure(deliver())
    expect(tokenCalls(org.calls)).toBe(3)
  })

  test('by password is warned of, once', async () => {
    const { deliver, tools, org } = await opened({ auth: 'password' })
    await deliver()
    org.tokens.expire()
    await deliver()
    expect(tools.logged.filter((line) => line.startsWith('warn password sign-in'))).toHaveLength(1)
  })

  test('by JWT names the production login server unless told otherwise', async () => {
    const { org, deliver } = await opened({ auth: 'jwt-bearer' }, { audience: undefined })
    const { detail } = await failure(deliver())
    expect([detail.code, detail.problem]).toEqual(['invalid_grant', 'salesforce-jwt-audience'])
    const assertion = new URLSearchParams(org.calls[0]?.body).get('assertion')?.split('.')[1] ?? ''
    expect(JSON.parse(Buffer.from(assertion, 'base64url').toString())).toMatchObject({
      aud: 'https://login.salesforce.com',
      iss: app.clientId,
      sub: app.username,
    })
  })

  test('that brings no usable reply leaves no doubt about the lead, because none was sent', async () => {
    const { deliver, org } = await opened()
    org.misbehave('oversize')
    expect(await failure(deliver())).toMatchObject({ class: 'transient', detail: { code: 'REPLY_TOO_LARGE' } })
  })

  test('does not outlive the delivery that is aborted', async () => {
    const { destination, org } = await opened()
    org.misbehave('hang')
    const aborted = new AbortController()
    const result = failure(destination.deliver(deliveryFor(undefined, { signal: aborted.signal })))
    aborted.abort()
    expect(await result).toMatchObject({ class: 'transient', detail: { code: 'ABORTED' } })
  })
})

const grant = (description: string, problem: string): Row => [
  oauthRefusal('invalid_grant', description),
  'configuration',
  'invalid_grant',
  `salesforce-${problem}`,
]

type Row = [reply: Reply, kind: string, code: string, problem: string]

const rows: Row[] = [
  grant('authentication failure - Invalid Password', 'invalid-password'),
  grant("user hasn't approved this consumer", 'app-not-approved'),
  grant('no client credentials user enabled', 'no-run-as-user'),
  grant('expired access/refresh token', 'token-expired'),
  grant('audience is invalid', 'jwt-audience'),
  grant('invalid assertion', 'jwt-assertion'),
  grant('request not supported on this domain', 'not-my-domain'),
  grant('inactive user', 'inactive-integration-user'),
  grant('user password has expired', 'password-expired'),
  grant('ip restricted', 'login-restricted'),
  grant('invalid login hours', 'login-restricted'),
  grant('something new', 'invalid-grant'),
  [
    oauthRefusal('invalid_client_id', 'client identifier invalid'),
    'configuration',
    'invalid_client_id',
    'salesforce-invalid-client-id',
  ],
  [
    oauthRefusal('invalid_client', 'invalid client credentials'),
    'configuration',
    'invalid_client',
    'salesforce-invalid-client-secret',
  ],
  [
    oauthRefusal('invalid_app_access', 'user is not admin approved'),
    'configuration',
    'invalid_app_access',
    'salesforce-app-access',
  ],
  [
    oauthRefusal('app_not_found', 'External client app not found'),
    'configuration',
    'app_not_found',
    'salesforce-app-not-found',
  ],
  [
    oauthRefusal('unsupported_grant_type', 'grant type not supported'),
    'configuration',
    'unsupported_grant_type',
    'salesforce-grant-not-supported',
  ],
  [oauthRefusal('invalid_request', 'never seen'), 'configuration', 'invalid_request', 'salesforce-sign-in-refused'],
  [oauthRefusal('unknown_error', 'retry your request'), 'transient', 'unknown_error', 'salesforce-sign-in-busy'],
  [oauthRefusal('server_error', 'oops', 500), 'transient', 'server_error', 'salesforce-sign-in-busy'],
  [oauthRefusal('invalid_grant', 'login rate exceeded', 429), 'transient', 'invalid_grant', 'salesforce-invalid-grant'],
  [{ status: 503, body: '' }, 'transient', 'HTTP_503', 'salesforce-sign-in-busy'],
  [soapFault('INVALID_LOGIN'), 'configuration', 'INVALID_LOGIN', 'salesforce-soap-login'],
  [webPage(200), 'configuration', 'HTML_200', 'salesforce-wrong-login-address'],
  [webPage(404), 'configuration', 'HTML_404', 'salesforce-wrong-login-address'],
  [webPage(503), 'transient', 'HTTP_503', 'salesforce-sign-in-busy'],
  [{ status: 200, body: '' }, 'configuration', 'HTTP_200', 'salesforce-wrong-login-address'],
  [
    { status: 302, body: '', headers: { location: '/' } },
    'configuration',
    'HTTP_302',
    'salesforce-wrong-login-address',
  ],
]

describe('a refused sign-in', () => {
  test.for(rows)('%j is %s', ([reply, kind, code, problem]) => {
    const answered = { status: reply.status, headers: reply.headers ?? {}, text: reply.body }
    const told = signInFailure(answered, false, new Date())
    expect([told.class, told.detail.code, told.detail.problem]).toEqual([kind, code, problem])
    expect(told.detail.probe).toBeUndefined()
  })

  test.for([
    ['app_not_found', 'External client app is not installed in this org', 'app-not-found'],
    ['OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app', 'app-access'],
    ['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 'app-blocked'],
    ['OAUTH_EC_APP_NOT_FOUND', 'external client app not found', 'app-not-found'],
  ] as const)('%s has its own remedy over the wire', async ([error, description, problem]) => {
    const { deliver, org } = await opened()
    org.answer('token', oauthRefusal(error, description))
    const { class: kind, detail } = await failure(deliver())
    expect([kind, findProblem(salesforce.problems, detail)?.id]).toEqual(['configuration', `salesforce-${problem}`])
  })

  test('reaches the operator from a delivery', async () => {
    const { deliver, org } = await opened()
    org.answer('token', oauthRefusal('invalid_grant', 'no client credentials user enabled'))
    const { class: kind, detail } = await failure(deliver())
    expect([kind, detail.status, detail.problem]).toEqual(['configuration', 400, 'salesforce-no-run-as-user'])
  })
})
