import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf } from '../sample.ts'
import { openedHook } from './opened.ts'

const hook = openedHook()

describe('the sign-in', () => {
  test.for<[string, Record<string, unknown>, Record<string, string>]>([
    ['a bearer token', { bearerToken: 'tok' }, { authorization: 'Bearer tok' }],
    [
      'HTTP Basic',
      { username: 'us', password: 'pä:ss' },
      { authorization: `Basic ${Buffer.from('us:pä:ss').toString('base64')}` },
    ],
    ['an API key', { apiKey: 'key' }, { 'x-api-key': 'key' }],
    ['a function’s key', { apiKey: 'key', apiKeyHeader: 'x-functions-key' }, { 'x-functions-key': 'key' }],
    ['headers of the operator', { headers: { 'X-Tenant': 'contoso' } }, { 'x-tenant': 'contoso' }],
  ])('by %s', async ([, settings, expected]) => {
    expect((await hook.send(settings)).headers).toMatchObject(expected)
  })

  describe('by Microsoft Entra ID', () => {
    let entra: Entra
    beforeEach(async () => {
      entra = await startEntra()
    })
    afterEach(() => entra.close())
    const signIn = () => ({
      authority: entra.authority,
      directoryId: entra.directoryId,
      clientId: entra.applicationId,
      clientSecret: entra.applicationKey,
    })

    test('asks for Power Automate’s audience, once for many leads', async () => {
      const destination = hook.open(signIn())
      await Promise.all([1, 2, 3].map(() => destination.deliver(deliveryOf(https))))
      expect(entra.asked.map((form) => form['scope'])).toEqual(['https://service.flow.microsoft.com//.default'])
      expect(hook.receiver.taken[0]?.headers.authorization).toMatch(/^Bearer .{10}/)
    })

    test('takes a new token when an old one is refused, once', async () => {
      const destination = hook.open(signIn())
      await destination.deliver(deliveryOf(https))
      hook.receiver.answer(401)
      expect((await failureOf(destination.deliver(deliveryOf(https)))).class).toBe('configuration')
      expect([entra.asked.length, hook.receiver.requests.length]).toEqual([2, 3])
    })

    test('that is refused posts nothing', async () => {
      entra.refuse(7000215)
      const { class: kind, detail } = await failureOf(hook.open(signIn()).deliver(deliveryOf(https)))
      expect([kind, detail.code]).toEqual(['configuration', 'AADSTS7000215'])
      expect(findProblem(https.problems, detail)?.id).toBe('https-entra-secret')
      expect(hook.receiver.requests).toEqual([])
    })
  })
})
