import { expect, test } from 'vitest'
import { pagerduty } from '../../../channels/pagerduty/index.ts'
import { startPagerDuty } from '../../far-ends/pagerduty.ts'
import { messageOf, newsOf, plainOf } from '../message.ts'
import { failureOf, faultsOf, opened, started } from '../opened.ts'

async function bench() {
  const server = await started(startPagerDuty())
  return { server, ...opened(pagerduty, { routingKey: server.routingKey, hub: 'eu-1', url: server.origin }) }
}

const about = (news: Partial<Parameters<typeof newsOf>[0]>) => messageOf({ alerts: [newsOf(news)] })

test('an alert opens one incident, is acknowledged and closes it', async () => {
  const { server, channel } = await bench()
  const key = 'leadyard/eu-1/held:crm-eu'
  expect(await channel.tell(about({}))).toMatchObject({ outcome: 'accepted', reference: key })
  expect([...server.incidents]).toEqual([[key, 'triggered']])
  await channel.tell(about({ type: 'alert.reminder' }))
  await channel.tell(about({ type: 'alert.acknowledged' }))
  expect([...server.incidents]).toEqual([[key, 'acknowledged']])
  await channel.tell(about({ type: 'alert.closed' }))
  expect(server.incidents.size).toBe(0)
})

test('the event tells what PagerDuty shows', async () => {
  const { server, channel } = await bench()
  await channel.tell(about({}))
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
    routing_key: server.routingKey,
    event_action: 'trigger',
    dedup_key: 'leadyard/eu-1/held:crm-eu',
    client: 'Leadyard',
    client_url: 'https://hub.example/destinations/crm-eu',
    links: [{ href: 'https://hub.example/destinations/crm-eu', text: 'Open in Leadyard' }],
    payload: {
      summary: 'Held: crm-eu. 12 leads wait',
      source: 'eu-1',
      severity: 'critical',
      timestamp: '2026-11-29T09:42:00.000Z',
      component: 'crm-eu',
      class: 'held',
      custom_details: { code: 'AADSTS7000222', waiting: 12, text: newsOf().text },
    },
  })
})

test('a key that is too long stays a key of its own, the same for each event', async () => {
  const { server, channel } = await bench()
  const long = `late:${'x'.repeat(300)}`
  for (const key of [`${long}1`, `${long}2`, `${long}1`]) await channel.tell(about({ key }))
  const keys = server.events.map(({ dedup_key }) => dedup_key)
  expect(keys.every((key) => key.length === 255)).toBe(true)
  expect([keys[0] === keys[2], keys[0] === keys[1]]).toEqual([true, false])
})

test('a test opens an incident, a digest calls nobody', async () => {
  const { server, channel } = await bench()
  await channel.tell(plainOf({ kind: 'test' }))
  await channel.tell(plainOf({ kind: 'digest' }))
  expect(server.events).toMatchObject([{ event_action: 'trigger', payload: { severity: 'info' } }])
  expect(server.changes).toMatchObject([{ payload: { summary: '4 new leads since 29 Nov 09:00' } }])
})

test('a wrong integration key waits for a person; the check finds it too', async () => {
  const server = await started(startPagerDuty())
  const { channel } = opened(pagerduty, { routingKey: 'x'.repeat(32), url: server.origin })
  for (const failure of [
    failureOf(channel.tell(messageOf())),
    failureOf(channel.check?.(AbortSignal.timeout(20_000)) ?? Promise.resolve()),
  ]) {
    const { class: kind, detail } = await failure
    expect([kind, detail.problem]).toEqual(['configuration', 'pagerduty-integration-key'])
  }
})

test.for([
  [429, 60_000],
  [500, 120_000],
  [503, 120_000],
] as const)('%i without a time is tried again after minutes', async ([status, wait]) => {
  const { server, channel } = await bench()
  server.answer({ status, body: '' })
  const { class: kind, detail } = await failureOf(channel.tell(messageOf()))
  expect(kind).toBe('transient')
  const waited = (detail.retryAt?.getTime() ?? 0) - Date.now()
  expect(waited).toBeGreaterThan(wait - 10_000)
  expect(waited).toBeLessThanOrEqual(wait)
})

test('202 without success proves nothing', async () => {
  const { server, channel } = await bench()
  server.answer({ status: 202, body: '{}' })
  const { class: kind, detail } = await failureOf(channel.tell(messageOf()))
  expect([kind, detail.code]).toEqual(['uncertain', 'NO_PROOF'])
})

test('an integration key has 32 letters and digits', () => {
  expect(faultsOf(pagerduty, { routingKey: 'e+23rschqsESqk9Q6_-g' })).toEqual([
    'routingKey: must be an integration key of 32 letters and digits (Events API v2)',
  ])
  expect(pagerduty.groups).toBe(false)
})
