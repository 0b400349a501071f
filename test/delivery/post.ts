/** A connector for tests of the hub: posts the e-mail address to a scripted receiver and classifies the answer. */
import { z } from 'zod'
import type { Connector, Delivery, Receipt, Tools } from '../../src/connector.ts'
import { configuration, rejected, transient, uncertain } from '../../src/failure.ts'
import { retryAfter } from '../../src/outside/status.ts'

const settings = z.strictObject({
  url: z.string().meta({ title: 'Address', help: 'Where leads are posted.' }),
  key: z.string().default('right').meta({ title: 'Key', help: 'Sent as Bearer.' }),
  repeat: z.enum(['harmless', 'doubles']).default('harmless').meta({ title: 'Repeat', help: 'What a repeat does.' }),
  checks: z.boolean().default(false).meta({ title: 'Checks', help: 'Whether it can be checked.' }),
  finds: z.boolean().default(false).meta({ title: 'Finds', help: 'Whether it can look up.' }),
})
type Settings = z.output<typeof settings>

export const post: Connector<typeof settings> = {
  type: 'post',
  label: 'Post',
  summary: 'Posts to a scripted receiver.',
  settings,
  fields: { email: { template: '{{ person.email }}' } },
  repeat: ({ repeat }) => repeat,
  problems: [
    {
      id: 'post-wrong-key',
      wording: ['Invalid client secret is provided.'],
      codes: ['WRONG_KEY'],
      cause: 'The key is not the key.',
      remedy: ['Enter the right one.'],
      link: 'https://example.com/key',
    },
  ],
  open: (given, tools) => ({
    deliver: (delivery) => send(given, tools, delivery),
    ...(given.checks ? { check: (signal: AbortSignal) => check(given, tools, signal) } : {}),
    ...(given.finds ? { find: (delivery: Delivery) => find(given, tools, delivery) } : {}),
  }),
}

async function send(given: Settings, { http, now }: Tools, delivery: Delivery): Promise<Receipt> {
  const reply = await http.request({
    method: 'POST',
    url: given.url,
    headers: { 'webhook-id': delivery.id, authorization: `Bearer ${given.key}` },
    body: JSON.stringify(delivery.fields),
    signal: delivery.signal,
  })
  const { status, text, headers } = reply
  const detail = { status, code: text || `HTTP_${status}`, excerpt: text, message: `The receiver answered ${status}` }
  if (status === 201) return { outcome: 'created', reference: text, status }
  if (status === 401) throw configuration(detail)
  if (status === 422) throw rejected(detail)
  if (status === 429)
    throw transient({ ...detail, everyLead: true, retryAt: retryAfter(headers['retry-after'], now()) })
  if (status === 503) throw transient(detail)
  throw uncertain(detail)
}

async function check({ url, key }: Settings, { http }: Tools, signal: AbortSignal): Promise<void> {
  const { status } = await http.request({ method: 'GET', url, headers: { authorization: `Bearer ${key}` }, signal })
  if (status !== 200)
    throw configuration({ message: `The receiver refuses the key (${status})`, code: 'WRONG_KEY', status })
}

async function find({ url }: Settings, { http }: Tools, delivery: Delivery): Promise<Receipt | undefined> {
  const reply = await http.request({ method: 'GET', url: `${url}?id=${delivery.id}`, signal: delivery.signal })
  return reply.status === 200 && reply.text ? { outcome: 'already-there', reference: reply.text } : undefined
}
