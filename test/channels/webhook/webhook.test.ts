import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { webhook } from '../../../channels/webhook/index.ts'
import { startWebhook } from '../../far-ends/webhook.ts'
import { messageOf, newsOf, plainOf } from '../message.ts'
import { failureOf, faultsOf, opened, started } from '../opened.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const secondSecret = 'whsec_c2Vjb25kLXNlY3JldC1vZi0yNC1ieXRlcw=='

async function bench(over: object = {}) {
  const receiver = await started(startWebhook())
  const { channel } = opened(webhook, { url: receiver.settings['url'], ...over })
  const last = () => JSON.parse(receiver.taken.at(-1)?.body ?? '')
  return { receiver, channel, last }
}

test('one alert is one event, with the alert as data', async () => {
  const { channel, last } = await bench()
  await channel.tell(messageOf())
  expect(last()).toEqual({
    type: 'alert.opened',
    timestamp: '2026-11-29T09:43:00.000Z',
    data: {
      key: 'held:crm-eu',
      kind: 'held',
      severity: 'critical',
      subject: 'crm-eu',
      since: '2026-11-29T09:42:00.000Z',
      headline: 'Held: crm-eu. 12 leads wait',
      text: newsOf().text,
      detail: { code: 'AADSTS7000222', waiting: 12 },
      link: 'https://hub.example/destinations/crm-eu',
    },
  })
})

test('several alerts are one event, with a list as data, in which each names its type', async () => {
  const { channel, last } = await bench()
  await channel.tell(messageOf({ alerts: [newsOf(), newsOf({ type: 'alert.closed', key: 'held:crm-us' })] }))
  expect(last()).toMatchObject({
    type: 'alerts',
    data: [
      { type: 'alert.opened', key: 'held:crm-eu' },
      { type: 'alert.closed', key: 'held:crm-us' },
    ],
  })
})

test('a digest is an event of its own kind', async () => {
  const { channel, last } = await bench()
  const { subject, text, link } = plainOf()
  await channel.tell(plainOf())
  expect(last()).toMatchObject({ type: 'digest', data: { subject, text, link } })
})

test('is signed by each secret, over the bytes that are sent', async () => {
  const { receiver, channel } = await bench({ secret: [secret, secondSecret] })
  const message = messageOf({ subject: 'Grüße 👍' })
  await channel.tell(message)
  const { headers, body } = receiver.taken[0] ?? expect.fail('nothing came')
  expect(headers['webhook-id']).toBe(message.id)
  for (const each of [secret, secondSecret]) {
    expect(new Webhook(each).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body))
  }
})

test('has the headers of the settings', async () => {
  const { receiver, channel } = await bench({ bearerToken: 't0ken', headers: { 'x-team': 'ops' } })
  await channel.tell(messageOf())
  expect(receiver.taken[0]?.headers).toMatchObject({ authorization: 'Bearer t0ken', 'x-team': 'ops' })
})

test.for([
  [401, 'configuration', 'webhook-unauthorized'],
  [404, 'configuration', 'webhook-not-found'],
  [410, 'configuration', 'webhook-gone'],
  [302, 'configuration', 'webhook-redirect'],
  [422, 'rejected', 'webhook-refused'],
  [413, 'rejected', 'webhook-too-large'],
  [429, 'transient', 'webhook-busy'],
  [500, 'transient', 'webhook-unavailable'],
  [507, 'transient', 'webhook-unavailable'],
  [502, 'uncertain', 'webhook-gateway'],
  [418, 'configuration', undefined],
] as const)('%i is %s', async ([status, kind, problem]) => {
  const { receiver, channel } = await bench()
  receiver.answer(status, 'words of the receiver')
  const failure = await failureOf(channel.tell(messageOf()))
  expect([failure.class, failure.detail.problem, failure.detail.status]).toEqual([kind, problem, status])
})

test('words of a receiver do not change the class that its status has', async () => {
  const { receiver, channel } = await bench()
  receiver.answer(500, 'our own backend said: 401 Unauthorized')
  expect((await failureOf(channel.tell(messageOf()))).class).toBe('transient')
  receiver.answer(
    503,
    'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
  )
  expect((await failureOf(channel.tell(messageOf()))).class).toBe('uncertain')
})

test('a web page under 200 proves nothing', async () => {
  const { receiver, channel } = await bench()
  receiver.answer(200, '<!DOCTYPE html><title>Sign in</title>')
  const { class: kind, detail } = await failureOf(channel.tell(messageOf()))
  expect([kind, detail.problem]).toEqual(['configuration', 'webhook-web-page'])
})

test('settings that cannot work are refused, without their values', () => {
  expect(faultsOf(webhook, { url: 'http://hooks.contoso.com/x' })).toEqual(['url: must start with https://'])
  expect(faultsOf(webhook, { url: 'http://hooks.internal/x' })).toEqual([])
  expect(faultsOf(webhook, { url: 'https://u:p4ss@contoso.com/x' })).toEqual([
    'url: must hold no user name; use headers',
  ])
  expect(faultsOf(webhook, { url: 'https://contoso.com/x', secret: 'short' })).toEqual([
    'secret: must be whsec_ and base64 of 24 to 64 bytes',
  ])
  expect(faultsOf(webhook, { url: 'https://contoso.com/x', headers: { 'Webhook-Id': '1' } })).toEqual([
    'headers: Webhook-Id cannot be set: Leadyard sends its own where it needs one',
  ])
})
