import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DeliveryError } from '../../../src/failure.ts'
import { refusal } from '../../../src/outside/entra/refusal.ts'
import { type EntraLogin, openEntra } from '../../../src/outside/entra/tokens.ts'
import { toolsFor } from '../../connectors/tools.ts'
import { refusalBody, refusals } from '../../far-ends/entra/refusals.ts'
import { readToken } from '../../far-ends/entra/token.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'

let entra: Entra
const tools = toolsFor('entra')
const scope = 'https://contoso.crm4.dynamics.com/.default'

beforeEach(async () => {
  entra = await startEntra()
})
afterEach(() => entra.close())

function byClient(changes: Partial<EntraLogin> & { secret?: string; client?: string } = {}): EntraLogin {
  const { secret = entra.applicationKey, client = entra.applicationId, ...login } = changes
  const grant = { grant_type: 'client_credentials', client_id: client, client_secret: secret }
  return { authority: entra.authority, directoryId: entra.directoryId, scope, grant, ...login }
}

function byPassword(password = entra.password): EntraLogin {
  const { authority, applicationId, applicationKey, directoryId, username } = entra
  const client = { client_id: applicationId, client_secret: applicationKey }
  return { authority, directoryId, scope, grant: { grant_type: 'password', ...client, username, password } }
}

function open(login = byClient(), now = () => new Date()) {
  return openEntra(tools.http, login, now)
}

async function failed(result: Promise<unknown>): Promise<DeliveryError> {
  const error = await result.then(
    () => expect.fail('a token came'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof DeliveryError)) throw error
  return error
}

describe('a token', () => {
  test('is fetched for scope and application, and tells when it was fetched', async () => {
    const tokens = open()
    expect(tokens.fetchedAt()).toBeUndefined()
    const claims = readToken(await tokens.token())
    expect(claims).toMatchObject({ aud: 'https://contoso.crm4.dynamics.com', appid: entra.applicationId })
    expect(Date.now() - (tokens.fetchedAt()?.getTime() ?? 0)).toBeLessThan(5_000)
  })

  test('is used while it is valid for five minutes, then fetched again', async () => {
    let now = Date.now()
    const tokens = open(byClient(), () => new Date(now))
    const first = await tokens.token()
    now += (3599 - 301) * 1000
    expect(await tokens.token()).toBe(first)
    now += 2_000
    expect(await tokens.token()).not.toBe(first)
    expect(entra.asked).toHaveLength(2)
  })

  test('that is valid for less than ten minutes is used for half its life', async () => {
    await entra.close()
    entra = await startEntra({ lifetime: 60 })
    let now = Date.now()
    const tokens = open(byClient(), () => new Date(now))
    await tokens.token()
    now += 29_000
    await tokens.token()
    expect(entra.asked).toHaveLength(1)
    now += 2_000
    await tokens.token()
    expect(entra.asked).toHaveLength(2)
  })

  test('near its expiry is used while Entra is down, until it expires', async () => {
    let now = Date.now()
    const tokens = open(byClient(), () => new Date(now))
    const first = await tokens.token()
    entra.refuse(90033)
    now += 3400 * 1000
    expect(await tokens.token()).toBe(first)
    now += 300 * 1000
    expect((await failed(tokens.token())).class).toBe('transient')
  })

  test('near its expiry does not hide that the secret has expired', async () => {
    let now = Date.now()
    const tokens = open(byClient(), () => new Date(now))
    await tokens.token()
    entra.refuse(7000222)
    now += 3400 * 1000
    expect((await failed(tokens.token())).detail.code).toBe('AADSTS7000222')
  })

  test('for ten callers at once is one request', async () => {
    const tokens = open()
    const got = await Promise.all(Array.from({ length: 10 }, () => tokens.token()))
    expect(new Set(got).size).toBe(1)
    expect(entra.asked).toHaveLength(1)
  })

  test('is fetched again after a drop; dropping an old token changes nothing', async () => {
    const tokens = open()
    const first = await tokens.token()
    tokens.drop(first)
    const second = await tokens.token()
    tokens.drop(first)
    expect(await tokens.token()).toBe(second)
    tokens.drop()
    expect(await tokens.token()).not.toBe(second)
    expect(entra.asked).toHaveLength(3)
  })

  test('that is fresh proves today’s secret, even if a token is cached', async () => {
    const tokens = open()
    await tokens.token()
    entra.rotate({ applicationKey: 'another' })
    expect((await failed(tokens.token(undefined, true))).detail.code).toBe('AADSTS7000215')
    expect(await tokens.token()).toBeTruthy()
  })
})

describe('an abort', () => {
  test('of one caller leaves the token to the others', async () => {
    let go = () => {}
    entra.delay(new Promise<void>((resolve) => (go = resolve)))
    const tokens = open()
    const gone = new AbortController()
    const left = failed(tokens.token(gone.signal))
    const stays = tokens.token(new AbortController().signal)
    gone.abort()
    expect(await left).toMatchObject({ class: 'transient', detail: { code: 'ABORTED' } })
    go()
    expect(await stays).toBeTruthy()
    expect(entra.asked.length).toBeLessThanOrEqual(1)
  })

  test('of the last caller ends the request, and the next caller asks again', async () => {
    entra.misbehave('hang')
    const tokens = open()
    await failed(tokens.token(AbortSignal.timeout(50)))
    entra.calm()
    expect(await tokens.token()).toBeTruthy()
  })

  test('before the request sends nothing', async () => {
    await failed(open().token(AbortSignal.abort()))
    expect(entra.asked).toHaveLength(0)
  })
})

describe('a password that fails', () => {
  test('is not repeated by callers under way', async () => {
    const tokens = open(byPassword('wrong'))
    const first = await failed(tokens.token())
    expect(first).toMatchObject({ class: 'configuration', detail: { code: 'AADSTS50126', probe: false } })
    expect((await failed(tokens.token())).detail.code).toBe('AADSTS50126')
    expect(entra.asked).toHaveLength(1)
  })

  test('is repeated when a person asks, or after a minute', async () => {
    let now = Date.now()
    const tokens = open(byPassword('set later'), () => new Date(now))
    await failed(tokens.token())
    entra.rotate({ password: 'set later' })
    await failed(tokens.token())
    now += 61_000
    expect(await tokens.token()).toBeTruthy()
    expect(await tokens.token(undefined, true)).toBeTruthy()
    expect(entra.asked).toHaveLength(3)
  })

  test('locks the account at Entra after ten sign-ins', async () => {
    const tokens = open(byPassword('wrong'))
    for (let tries = 0; tries < 10; tries++) await failed(tokens.token(undefined, true))
    expect((await failed(tokens.token(undefined, true))).detail.code).toBe('AADSTS50053')
  })
})

test('a failed client secret is sent again each time', async () => {
  const tokens = open(byClient({ secret: 'wrong' }))
  await failed(tokens.token())
  expect((await failed(tokens.token())).detail.probe).toBe(true)
  expect(entra.asked).toHaveLength(2)
})

describe('the directory', () => {
  test.for([
    ['an unknown directory', () => byClient({ directoryId: '11111111-2222-4333-8444-555555555555' }), 'AADSTS90002'],
    ['a directory id that is none', () => byClient({ directoryId: 'contoso' }), 'AADSTS900023'],
    ['an unknown application', () => byClient({ client: 'unknown' }), 'AADSTS700016'],
    ['a wrong secret', () => byClient({ secret: 'wrong' }), 'AADSTS7000215'],
    ['a scope that is none', () => byClient({ scope: 'contoso' }), 'AADSTS70011'],
  ] as const)('refuses %s', async ([, login, code]) => {
    expect(await failed(open(login()).token())).toMatchObject({ class: 'configuration', detail: { code } })
  })
})

test('a failure of the token endpoint is never uncertain', async () => {
  entra.misbehave('cut')
  expect(await failed(open().token())).toMatchObject({ class: 'transient', detail: { code: 'ECONNRESET' } })
  entra.answer(200, 'x'.repeat(2 * 1024 * 1024))
  expect(await failed(open().token())).toMatchObject({ class: 'transient', detail: { code: 'REPLY_TOO_LARGE' } })
})

test('a 200 without a token is not shown, because it may hold a token', async () => {
  entra.answer(200, '{"token":"eyJ0-not-where-it-belongs"}')
  const error = await failed(open().token())
  expect(error).toMatchObject({ class: 'configuration', detail: { code: 'HTTP_200', excerpt: undefined } })
})

test('an unreadable expiry counts as an hour', async () => {
  entra.answer(200, '{"access_token":"abc","expires_in":"soon"}')
  let now = Date.now()
  const tokens = open(byClient(), () => new Date(now))
  await tokens.token()
  now += 3_000_000
  await tokens.token()
  expect(entra.asked).toHaveLength(1)
})

describe('a refused sign-in', () => {
  const now = new Date('2025-11-20T14:00:00Z')
  const named = { tenant: 'contoso', app: 'app', resource: scope }

  function told(numbers: number[], password = false, changes: { status?: number; text?: string } = {}) {
    const { status, body } = refusalBody(numbers, named)
    const reply = { status: changes.status ?? status, headers: {}, text: changes.text ?? body }
    const error = refusal(reply, password, now)
    return [error.class, error.detail.code, error.detail.probe]
  }

  const passing = [50033, 50087, 50088, 51005, 80002, 80005, 80014, 90006, 90012, 90024, 90033, 90055]
  test.for(passing)('with AADSTS%i is transient', (number) => {
    expect(told([number])).toEqual(['transient', `AADSTS${number}`, undefined])
    expect(told([number], true, { status: 400 })).toEqual(['transient', `AADSTS${number}`, undefined])
  })

  const final = Object.keys(refusals)
    .map(Number)
    .filter((number) => !passing.includes(number))
  test.for(final)('with AADSTS%i needs a person, and a password is never repeated', (number) => {
    expect(told([number])).toEqual(['configuration', `AADSTS${number}`, true])
    expect(told([number], true)).toEqual(['configuration', `AADSTS${number}`, false])
    expect(told([number], false, { status: 503 })[0]).toBe(number === 70003 ? 'transient' : 'configuration')
  })

  test('with two numbers is known by the number that needs a person', () => {
    expect(told([90033, 7000215])).toEqual(['configuration', 'AADSTS7000215', true])
    expect(told([90033, 90006])).toEqual(['transient', 'AADSTS90033', undefined])
  })

  test('with a general number first is known by the specific number', () => {
    expect(told([70002, 50126], true)).toEqual(['configuration', 'AADSTS50126', false])
    expect(told([70002, 50012])).toEqual(['configuration', 'AADSTS50012', true])
    expect(told([70002])).toEqual(['configuration', 'AADSTS70002', true])
  })

  test('without numbers is known by its text, then by its error, then by its status', () => {
    const text = '{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys"}'
    expect(told([], false, { text, status: 401 })).toEqual(['configuration', 'AADSTS7000222', true])
    expect(told([], false, { text: '{"error":"invalid_client"}', status: 401 })[1]).toBe('invalid_client')
    expect(told([], false, { text: '<html>', status: 404 })).toEqual(['configuration', 'HTTP_404', true])
    expect(told([], false, { text: '{"error":"temporarily_unavailable"}', status: 400 })[0]).toBe('transient')
    expect(told([], false, { text: '', status: 429 })[0]).toBe('transient')
    expect(told([], false, { text: '<html>', status: 502 })[0]).toBe('transient')
  })

  test('with an unknown number is classified by its status', () => {
    expect(told([999999], false, { status: 400 })).toEqual(['configuration', 'AADSTS999999', true])
    expect(told([999999], false, { status: 500 })).toEqual(['transient', 'AADSTS999999', undefined])
  })

  test('with Retry-After tells the time, for every lead', () => {
    const { status, body } = refusalBody([90055], named)
    const { detail } = refusal({ status, headers: { 'retry-after': '120' }, text: body }, false, now)
    expect(detail).toMatchObject({ everyLead: true, retryAt: new Date('2025-11-20T14:02:00Z') })
  })

  test('has a message with the cause', () => {
    const say = (number: number) => refusal({ headers: {}, ...bodyOf(number) }, false, now).message
    const bodyOf = (number: number) => {
      const { status, body } = refusalBody([number], named)
      return { status, text: body }
    }
    expect(say(7000222)).toBe('Microsoft Entra ID (AADSTS7000222): The client secret is wrong or has expired.')
    expect(say(500011)).toContain('does not have the service that the token is for')
    expect(say(50053)).toContain('locked for at least half an hour')
  })
})
