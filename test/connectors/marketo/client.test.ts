import { afterEach, describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { type Marketo, type MarketoOptions, startMarketo } from '../../far-ends/marketo.ts'
import { failureOf, type Opened, type OpenedOptions, openMarketo } from './opened.ts'

let farEnd: Marketo
let opened: Opened

async function start(options: MarketoOptions = {}, opening: OpenedOptions = {}): Promise<void> {
  farEnd = await startMarketo({ mode: 'sync', ...options })
  opened = openMarketo(farEnd, opening)
}

afterEach(async () => {
  opened.tools.http.close()
  await farEnd.close()
})

describe('the token', () => {
  test('is fetched once for all concurrent callers, and cached', async () => {
    await start()
    await Promise.all([opened.deliver(), opened.deliver(), opened.deliver()])
    await opened.deliver()
    expect(farEnd.tokens.granted()).toBe(1)
  })

  test('travels in the header and nowhere else, and the secret in no address', async () => {
    await start()
    await opened.deliver()
    expect(farEnd.calls.every(({ authorization }) => /^Bearer /.test(authorization ?? ''))).toBe(true)
    expect(farEnd.calls.every(({ query }) => query.size === 0)).toBe(true)
  })

  test('is renewed when less than a minute of it is left', async () => {
    const clock = { at: Date.now() }
    await start({ now: () => clock.at, tokenLife: 120 }, { now: () => new Date(clock.at) })
    await opened.deliver()
    clock.at += 59_000
    await opened.deliver()
    expect(farEnd.tokens.granted()).toBe(1)
    clock.at += 2_000
    await opened.deliver()
    expect(farEnd.tokens.granted()).toBe(2)
  })

  test('that Marketo hands out again is used until its last seconds', async () => {
    const clock = { at: Date.now() }
    await start({ now: () => clock.at, tokenLife: 30 }, { now: () => new Date(clock.at) })
    await opened.deliver()
    clock.at += 24_000
    await opened.deliver()
    expect(farEnd.tokens.granted()).toBe(1)
    clock.at += 6_000
    await opened.deliver()
    expect(farEnd.tokens.granted()).toBe(2)
  })

  test('that is about to expire is not used', async () => {
    await start()
    const other = openMarketo(farEnd)
    await other.deliver()
    other.tools.http.close()
    farEnd.tokens.setLife(0.3)
    await opened.deliver()
    const [dying, , ...later] = farEnd.calls.map(({ authorization }) => authorization)
    expect(later).toHaveLength(2)
    expect(later).not.toContain(dying)
  })

  test.for(['602', '601'])('refused with %s is renewed once and the call repeated once', async (code) => {
    await start()
    await opened.deliver()
    if (code === '602') farEnd.tokens.setLife(-1)
    else farEnd.tokens.revoke()
    const before = farEnd.calls.length
    expect((await opened.deliver()).outcome).toBe('created')
    expect(farEnd.calls.length - before).toBe(2)
    expect(farEnd.tokens.granted()).toBe(2)
    expect(farEnd.persons).toHaveLength(2)
  })

  test('that Marketo refuses right after it was fetched holds the destination', async () => {
    await start()
    farEnd.refuse('601', 'Unauthorized')
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.code]).toEqual(['configuration', '601'])
    expect(findProblem(marketo.problems, detail)?.id).toBe('marketo-token-refused')
    expect(farEnd.calls.filter(({ method }) => method === 'POST')).toHaveLength(2)
  })
})

describe('the sign-in', () => {
  test.for([
    [{ clientSecret: 'another' }, 'invalid_client'],
    [{ clientId: 'another' }, 'unauthorized'],
  ] as const)('with %j is refused: the destination is held', async ([settings, code]) => {
    await start({}, { settings })
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.code, detail.status]).toEqual(['configuration', code, 401])
    expect(detail.problem).toBe('marketo-bad-client-credentials')
    expect(detail.message).not.toContain('another')
    expect(farEnd.calls).toHaveLength(0)
  })

  test.for([
    ['a failure of theirs', 500, '<html>no</html>', 'transient'],
    ['a gateway', 504, '', 'transient'],
    ['a page instead of a token', 200, '<html>Welcome</html>', 'transient'],
    ['JSON without a token', 200, '{"success":false}', 'transient'],
    ['a wrong address', 404, '<html>Not Found</html>', 'configuration'],
    ['a refusal without a word', 401, '', 'configuration'],
  ] as const)('that meets %s sends no lead', async ([, status, body, expected]) => {
    await start()
    farEnd.answer('identity', { status, body })
    const failure = await failureOf(opened.deliver())
    expect(failure.class).toBe(expected)
    expect(failure.message).not.toContain('whether the lead was taken')
    expect(farEnd.calls).toHaveLength(0)
  })

  test('gives up when Marketo hands out only expired tokens', async () => {
    await start()
    const body = JSON.stringify({ access_token: 'x', token_type: 'bearer', expires_in: 0 })
    farEnd.answer('identity', { status: 200, body })
    const failure = await failureOf(opened.deliver(undefined, { signal: AbortSignal.timeout(5_000) }))
    expect([failure.class, failure.detail.code]).toEqual(['transient', 'DYING_TOKEN'])
  })
})
