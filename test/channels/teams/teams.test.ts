import { describe, expect, test } from 'vitest'
import { teams } from '../../../channels/teams/index.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'
import { startTeams } from '../../far-ends/teams.ts'
import { messageOf, newsOf, plainOf } from '../message.ts'
import { failureOf, faultsOf, opened, started } from '../opened.ts'

async function bench() {
  const server = await started(startTeams())
  return { server, ...opened(teams, { url: server.url }) }
}

describe('a card', () => {
  test('shows the subject, since when, the state, the code and a button', async () => {
    const { server, channel } = await bench()
    const receipt = await channel.tell(messageOf())
    expect(receipt).toMatchObject({ outcome: 'accepted', status: 202 })
    expect(receipt.notes).toContain('taken by the flow; Teams does not confirm the post')
    expect(server.cards[0]).toMatchObject({
      body: [
        { text: 'Held: crm-eu. 12 leads wait', weight: 'Bolder', color: 'Attention' },
        {
          type: 'FactSet',
          facts: [
            { title: 'Since', value: '2026-11-29 09:42 UTC' },
            { title: 'State', value: 'critical' },
            { title: 'Code', value: 'AADSTS7000222' },
          ],
        },
        { type: 'TextBlock', wrap: true },
      ],
      actions: [{ type: 'Action.OpenUrl', url: 'https://hub.example/destinations/crm-eu' }],
    })
  })

  test('has one clock: that of the texts', async () => {
    const { server, channel } = await bench()
    await channel.tell(messageOf({ alerts: [newsOf({ sinceText: '29 Nov 10:42 (+01:00)' })] }))
    expect(JSON.stringify(server.cards[0])).toContain('{"title":"Since","value":"29 Nov 10:42 (+01:00)"}')
    expect(JSON.stringify(server.cards[0])).not.toContain('UTC')
  })

  test('of a storm has its counts and names, and no alert in full', async () => {
    const { server, channel } = await bench()
    const alerts = Array.from({ length: 30 }, (_, n) => newsOf({ headline: `Held: crm-${n}`, text: 'a long text' }))
    await channel.tell(messageOf({ alerts, brief: true, text: '30 opened (30 held).\nHeld: crm-0\nAnd 20 more' }))
    const card = JSON.stringify(server.cards[0]?.body)
    expect(card).toContain('30 opened (30 held).')
    expect(card).not.toContain('a long text')
  })

  test('of an end is green and says that it is over', async () => {
    const { server, channel } = await bench()
    await channel.tell(messageOf({ subject: 'Open again', alerts: [newsOf({ type: 'alert.closed' })] }))
    expect(server.cards[0]?.body[0]).toMatchObject({ color: 'Good' })
    expect(JSON.stringify(server.cards[0])).toContain('{"title":"State","value":"over"}')
  })

  test('shows Markdown as signs: nothing becomes a link or emphasis', async () => {
    const { server, channel } = await bench()
    await channel.tell(
      plainOf({
        subject: 'crm_eu_2 *bold*',
        text: '[click](https://evil.example)\n- item\n> leadyard replay <delivery>',
      }),
    )
    const texts = server.cards[0]?.body.map((element) => ('text' in element ? element.text : '')) ?? []
    expect(texts).toEqual([
      'crm\\_eu\\_2 \\*bold\\*',
      '\\[click\\](https://evil.example)\n\n\\- item\n\n\\> leadyard replay \\<delivery\\>',
    ])
  })

  test('of too many alerts stays under 21 KB and tells how many are left out', async () => {
    const { server, channel, tools } = await bench()
    const alerts = Array.from({ length: 40 }, (_, n) => newsOf({ headline: `Held: crm-${n}`, text: 'ü*'.repeat(500) }))
    const { notes = [] } = await channel.tell(messageOf({ subject: '40 alerts', alerts }))
    expect(Buffer.byteLength(String(tools.sent[0]?.body))).toBeLessThanOrEqual(21_000)
    expect(Buffer.byteLength(String(tools.sent[0]?.body))).toBeGreaterThan(15_000)
    expect(notes[0]).toMatch(/^\d+ of 40 parts were left out: Teams takes no more$/)
    expect(JSON.stringify(server.cards[0]?.body.at(-1))).toMatch(/… and \d+ more/)
  })
})

test.for([
  [400, 'WorkflowTriggerIsNotEnabled', 'configuration', 'teams-flow-off'],
  [401, 'DirectApiAuthorizationRequired', 'configuration', 'teams-flow-authorization'],
  [404, 'WorkflowNotFound', 'configuration', 'teams-flow-not-found'],
  [400, 'TriggerInputSchemaMismatch', 'rejected', 'teams-flow-schema'],
  [504, 'NoResponse', 'uncertain', 'teams-flow-late'],
  [403, 'CodeOfTomorrow', 'configuration', 'teams-flow-refused'],
] as const)('a flow’s %i %s is %s', async ([status, code, kind, problem]) => {
  const { server, channel } = await bench()
  server.answer({ status, body: JSON.stringify({ error: { code, message: '…' } }) })
  const failure = await failureOf(channel.tell(messageOf()))
  expect([failure.class, failure.detail.problem]).toEqual([kind, problem])
})

test('a failure that is told as text under 200 is a failure', async () => {
  const { server, channel } = await bench()
  const text =
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId'
  server.answer({ status: 200, body: text })
  const { class: kind, detail } = await failureOf(channel.tell(messageOf()))
  expect([kind, detail.problem, detail.code]).toEqual(['transient', 'teams-busy', 'HTTP_429'])
})

test('a flow for users of the tenant alone gets a token of Entra', async () => {
  const entra: Entra = await started(startEntra())
  const server = await started(startTeams())
  const { directoryId, applicationId: clientId, applicationKey: clientSecret, authority } = entra
  const url = server.url.replace(/&sig=.*/, '')
  const { channel } = opened(teams, {
    url,
    directoryId,
    clientId,
    clientSecret,
    authority,
    scope: 'https://flow.example/.default',
  })
  server.answer({ status: 202, body: '' })
  await channel.tell(messageOf())
  expect(server.requests[0]?.headers.authorization).toMatch(/^Bearer \S{10}/)
})

test('an Office 365 connector is refused, with what to do', () => {
  for (const url of ['https://contoso.webhook.office.com/webhookb2/1', 'https://outlook.office.com/webhook/1']) {
    expect(faultsOf(teams, { url })).toEqual([
      'url: belongs to an Office 365 connector, which Microsoft has retired: in Teams, open the channel > Workflows, make a flow from “Send webhook alerts to a channel”, and enter its URL',
    ])
  }
})

test('a URL with sig excludes a sign-in, and a flow’s URL without sig needs one', () => {
  const flow =
    'https://1.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/1/triggers/manual/paths/invoke'
  const entra = { directoryId: 'd', clientId: 'c', clientSecret: 's' }
  expect(faultsOf(teams, { url: `${flow}?sig=1` })).toEqual([])
  expect(faultsOf(teams, { url: flow, ...entra })).toEqual([])
  expect(faultsOf(teams, { url: `${flow}?sig=1`, ...entra })).toHaveLength(1)
  expect(faultsOf(teams, { url: flow })).toEqual([
    'url: carries no sig: copy the whole URL, or set directoryId, clientId and clientSecret',
  ])
})
