import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { webhook } from '../../../channels/webhook/index.ts'
import { templateFault } from '../../../channels/webhook/template.ts'
import { startWebhook } from '../../far-ends/webhook.ts'
import { hostileTexts, messageOf, newsOf, plainOf } from '../message.ts'
import { failureOf, faultsOf, opened, started } from '../opened.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

async function bench(over: object = {}) {
  const receiver = await started(startWebhook())
  const { channel } = opened(webhook, { url: receiver.settings['url'], ...over })
  return { receiver, channel, last: () => receiver.taken.at(-1) }
}

/** The settings that the README shows, with values in the place of references. */
function shown(id: string): { body: string; contentType?: string } {
  const readme = readFileSync(new URL('../../../channels/README.md', import.meta.url), 'utf8')
  const [, text = ''] = /### A body of your own[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readme) ?? []
  const file = load(text) as { channels: Record<string, { body: string; contentType?: string }> }
  const { body, contentType } = file.channels[id]!
  return { body: body.replaceAll(/\$\{env:(\w+)\}/g, '$1'), ...(contentType ? { contentType } : {}) }
}

describe('the examples of the README, over HTTP', () => {
  test('ntfy gets JSON with a priority and an address', async () => {
    const { channel, last } = await bench(shown('phone'))
    const message = messageOf({ text: 'It says: “no "yes"”\n1. Look' })
    await channel.tell(message)
    expect(last()?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(last()?.body ?? '')).toEqual({
      ...{ topic: 'contoso-leads', title: message.subject, message: message.text, priority: 5 },
      click: 'https://hub.example/destinations/crm-eu',
    })
    await channel.tell(plainOf({ link: undefined }))
    expect(JSON.parse(last()?.body ?? '')).toEqual({
      ...{ topic: 'contoso-leads', title: '4 new leads since 29 Nov 09:00', priority: 3 },
      message: 'contoso.router: 3\ncontoso.desk: 1',
    })
  })

  test('Pushover gets a form with at most 1,024 characters', async () => {
    const { channel, last } = await bench(shown('watch'))
    await channel.tell(messageOf({ subject: 'Held: a&b=c', text: 'ä+ %'.repeat(1_000) }))
    expect(last()?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    const form = new URLSearchParams(last()?.body)
    expect(Object.fromEntries(form)).toMatchObject({
      ...{ token: 'PUSHOVER_TOKEN', user: 'PUSHOVER_USER', priority: '1', title: 'Held: a&b=c' },
    })
    expect(form.get('message')).toHaveLength(1_024)
  })

  test('Mattermost gets one text', async () => {
    const { channel, last } = await bench(shown('team'))
    await channel.tell(plainOf())
    expect(JSON.parse(last()?.body ?? '')).toEqual({
      text: '4 new leads since 29 Nov 09:00\n\ncontoso.router: 3\ncontoso.desk: 1',
    })
  })
})

test('the signature is over the bytes that are sent', async () => {
  const { channel, last } = await bench({ secret, body: 'é: {{ subject }}', contentType: 'text/plain; charset=utf-8' })
  await channel.tell(messageOf())
  expect(last()?.body).toBe('é: Held: crm-eu. 12 leads wait')
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = last()?.headers ?? {}
  const expected = new Webhook(secret).sign(String(id), new Date(Number(at) * 1_000), 'é: Held: crm-eu. 12 leads wait')
  expect(signature).toBe(expected)
})

test.each(Object.entries(hostileTexts))('takes any text: %s', async (_, text) => {
  const { channel, last } = await bench({ body: '{"t": {{ text | json }}, "u": "{{ text | url_encode }}"}' })
  await channel.tell(messageOf({ text, alerts: [newsOf({ text })] }))
  expect(JSON.parse(last()?.body ?? '').t).toBe(text.toWellFormed())
})

test('a template that fails for a message is a fault of the configuration, and sends nothing', async () => {
  const body = '{"code": {{ alerts[0].detail.waiting | plus: 1 }}{{ alerts[0].detail.odd }}}'
  const { receiver, channel } = await bench({ body })
  const failure = await failureOf(channel.tell(messageOf({ alerts: [newsOf({ detail: { odd: '"' } })] })))
  expect(failure).toMatchObject({ class: 'configuration', detail: { code: 'TEMPLATE', problem: 'webhook-template' } })
  expect(receiver.requests).toEqual([])
})

test.each([
  ['{{ subject', /^does not work for a sample message: .*not closed/],
  ['{{ subject | jsn }}', /undefined filter: jsn/],
  ['{"a": {{ titel | json }}}', /^a message has no titel; it has id, kind, type, /],
  ['{"a": "{{ text }}"}', /it makes no JSON; write \{\{ subject \| json \}\}, without quotes around it/],
  ['{% if link == "x" %}a{% endif %}', /it makes an empty body/],
  ['{% include "/etc/passwd" %}', /tag "include" not found/],
  ['{% for a in (1..100000000) %}x{% endfor %}', /limit/],
])('the template %s is refused when the file is read', (body, words) => {
  expect(templateFault(body, 'application/json')).toMatch(words)
})

test('a content type needs a body, and both are told with their names', () => {
  expect(faultsOf(webhook, { url: 'https://hooks.example', contentType: 'text/plain' })).toEqual([
    'contentType: belongs to body, which is missing',
  ])
  expect(faultsOf(webhook, { url: 'https://hooks.example', body: '{{ subject }}' })).toEqual([
    expect.stringMatching(/^body: .*it makes no JSON/),
  ])
})
