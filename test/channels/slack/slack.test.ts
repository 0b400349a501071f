import { describe, expect, test } from 'vitest'
import { slack } from '../../../channels/slack/index.ts'
import { startSlack } from '../../far-ends/slack.ts'
import { messageOf, newsOf, plainOf } from '../message.ts'
import { failureOf, faultsOf, opened, started } from '../opened.ts'

async function byHook() {
  const server = await started(startSlack())
  return { server, ...opened(slack, { url: server.hook }) }
}

async function byBot() {
  const server = await started(startSlack())
  const settings = { botToken: server.token, channel: 'C0123456789', apiUrl: `${server.origin}/api` }
  return { server, ...opened(slack, settings) }
}

describe('a message', () => {
  test('is a header, a section for the alert, and a link', async () => {
    const { server, channel } = await byHook()
    await channel.tell(messageOf())
    const [posted] = server.posted
    expect(posted?.text).toBe('Held: crm-eu. 12 leads wait')
    expect(posted?.blocks).toMatchObject([
      { type: 'header', text: { text: 'Held: crm-eu. 12 leads wait' } },
      {
        type: 'section',
        text: {
          text: [
            'crm-eu (Dynamics 365) refuses every lead since 29 Nov 10:42 (+01:00).',
            '1. Azure portal &gt; New client secret',
            '<https://hub.example/destinations/crm-eu|Open in Leadyard>',
          ].join('\n'),
        },
      },
      { type: 'context' },
    ])
  })

  test('escapes the three signs of Slack, so that no text mentions people or makes links', async () => {
    const { server, channel } = await byHook()
    await channel.tell(plainOf({ subject: 'a <!channel> & b', text: '<@U1> <https://evil.example|click>' }))
    const [posted] = server.posted
    expect(posted?.text).toBe('a &lt;!channel&gt; &amp; b')
    expect(posted?.blocks).toMatchObject([
      // Plain text is shown as it is.
      { type: 'header', text: { type: 'plain_text', text: 'a <!channel> & b' } },
      { type: 'section', text: { type: 'mrkdwn', text: '&lt;@U1&gt; &lt;https://evil.example|click&gt;' } },
      { type: 'context' },
    ])
  })

  test('of a storm has its counts and names, and no alert in full', async () => {
    const { server, channel } = await byHook()
    const alerts = Array.from({ length: 30 }, (_, n) => newsOf({ headline: `Held: crm-${n}`, text: 'a long text' }))
    await channel.tell(messageOf({ alerts, brief: true, text: '30 opened (30 held).\nHeld: crm-0\nAnd 20 more' }))
    expect(server.posted[0]?.blocks.slice(1, -1)).toMatchObject([
      { type: 'section', text: { text: '30 opened (30 held).\nHeld: crm-0\nAnd 20 more' } },
    ])
  })

  test('of too many alerts keeps the first ones whole and tells how many are left out', async () => {
    const { server, channel } = await byHook()
    const alerts = Array.from({ length: 60 }, (_, n) => newsOf({ headline: `Held: crm-${n}`, text: '&'.repeat(100) }))
    const { notes } = await channel.tell(messageOf({ subject: '60 alerts', alerts }))
    const blocks = server.posted[0]?.blocks ?? []
    const shown = blocks.filter(({ type }) => type === 'section').length
    expect(shown).toBeGreaterThan(10)
    expect(notes).toEqual([`${60 - shown} of 60 parts were left out: Slack takes no more`])
    expect(JSON.stringify(blocks.at(-1))).toContain(`… and ${60 - shown} more`)
  })

  test('is cut between two escaped signs, never within one', async () => {
    const { server, channel } = await byHook()
    for (let more = 0; more < 6; more++) {
      await channel.tell(messageOf({ alerts: [newsOf({ text: 'x'.repeat(more) + '&'.repeat(3_000) })] }))
    }
    // The far end refuses a text with half an escaped sign.
    expect(server.posted).toHaveLength(6)
  })
})

describe('by a bot', () => {
  test('the end of an alert stands in the thread of its opening', async () => {
    const { server, channel } = await byBot()
    const opening = messageOf()
    const receipt = await channel.tell(opening)
    await channel.tell(messageOf({ inReplyTo: opening.id, alerts: [newsOf({ type: 'alert.closed' })] }))
    expect(receipt).toMatchObject({ outcome: 'created', reference: `C0123456789/${server.posted[0]?.ts}` })
    expect(server.posted.map(({ thread_ts }) => thread_ts)).toEqual([undefined, server.posted[0]?.ts])
    expect(server.posted[1]).toMatchObject({ channel: 'C0123456789' })
  })

  test.for([
    ['invalid_auth', 'configuration', 'slack-token-refused'],
    ['missing_scope', 'configuration', 'slack-scope-missing'],
    ['not_in_channel', 'configuration', 'slack-not-in-channel'],
    ['is_archived', 'configuration', 'slack-channel-gone'],
    ['msg_blocks_too_long', 'rejected', 'slack-payload'],
    ['fatal_error', 'uncertain', 'slack-unclear'],
    ['an_error_of_tomorrow', 'uncertain', 'slack-unclear'],
  ] as const)('ok: false with %s is %s', async ([error, kind, problem]) => {
    const { server, channel } = await byBot()
    server.answer({ status: 200, body: JSON.stringify({ ok: false, error }) })
    const failure = await failureOf(channel.tell(messageOf()))
    expect([failure.class, failure.detail.problem]).toEqual([kind, problem])
  })
})

test.for([
  [400, 'invalid_payload', 'rejected', 'slack-payload'],
  [403, 'action_prohibited', 'configuration', 'slack-prohibited'],
  [404, 'channel_not_found', 'configuration', 'slack-channel-gone'],
  [404, 'no_service', 'configuration', 'slack-webhook-gone'],
  [410, 'channel_is_archived', 'configuration', 'slack-channel-gone'],
  [500, 'rollup_error', 'transient', 'slack-failed'],
  [429, '', 'transient', 'slack-busy'],
  [200, 'not quite ok', 'uncertain', 'slack-unclear'],
  [200, '<!doctype html><title>Proxy</title>', 'configuration', 'slack-web-page'],
] as const)('a webhook’s %i %s is %s', async ([status, body, kind, problem]) => {
  const { server, channel } = await byHook()
  server.answer({ status, body })
  const failure = await failureOf(channel.tell(messageOf()))
  expect([failure.class, failure.detail.problem]).toEqual([kind, problem])
})

test('busy without a time means half a minute', async () => {
  const { server, channel } = await byHook()
  server.answer({ status: 429, body: 'rate_limited' })
  const { detail } = await failureOf(channel.tell(messageOf()))
  const wait = (detail.retryAt?.getTime() ?? 0) - Date.now()
  expect(wait).toBeGreaterThan(20_000)
  expect(wait).toBeLessThanOrEqual(30_000)
})

test('settings are a webhook or a bot', () => {
  const url = 'https://hooks.slack.com/services/T1/B1/x'
  expect(faultsOf(slack, { url })).toEqual([])
  expect(faultsOf(slack, {})).toEqual(['url: give the url of an incoming webhook, or botToken and channel'])
  expect(faultsOf(slack, { url, botToken: 'xoxb-1', channel: 'C1' })).toEqual([
    'botToken: give url or botToken, not both',
  ])
  expect(faultsOf(slack, { botToken: 'xoxp-1', channel: 'C1' })).toEqual([
    'botToken: must be a bot token, which begins with xoxb-',
  ])
  expect(faultsOf(slack, { url: 'https://hooks.slack.com/triggers/T1/2/x' })).toEqual([
    expect.stringMatching(/^url: starts a workflow: make an incoming webhook/),
  ])
})
