import { z } from 'zod'
import { addressFault } from '../../src/outside/flow/address.ts'
import { secretBytes } from '../../src/outside/standard-webhooks.ts'

const text = z.string().trim().min(1)
const header = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not a header name')

const shape = z.strictObject({
  url: text.meta({
    title: 'URL',
    help: 'The address that messages are posted to. It is secret, because it may carry a key.',
    secret: true,
  }),
  secret: z
    .union([text, z.array(text).min(1).max(5)])
    .optional()
    .meta({
      title: 'Signing secret',
      help: 'The secret of Standard Webhooks: whsec_…. While you rotate it, enter a list.',
      secret: true,
    }),
  bearerToken: text
    .optional()
    .meta({ title: 'Bearer token', help: 'The token is sent as Authorization: Bearer.', secret: true }),
  headers: z
    .record(header, z.string().regex(/^[\t\x20-\x7e]*$/, 'must be plain ASCII'))
    .default({})
    .meta({ title: 'Headers', help: 'These headers are sent with every message, as they are.', secret: true }),
})

export const settings = shape.superRefine((given, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const fault = addressFault(given.url)
  if (fault) wrong('url', fault)
  const url = URL.parse(given.url)
  if (url?.username || url?.password) wrong('url', 'must hold no user name; use headers')
  if (!secretsOf(given).every(secretBytes)) wrong('secret', 'must be whsec_ and base64 of 24 to 64 bytes')
  const names = Object.keys(given.headers)
  const reserved = names.find((name) => ownHeaders.test(name))
  if (reserved) wrong('headers', `${reserved} cannot be set: Leadyard sends its own where it needs one`)
  if (given.bearerToken && names.some((name) => name.toLowerCase() === 'authorization')) {
    wrong('bearerToken', 'give a bearerToken or an Authorization header, not both')
  }
})

const ownHeaders =
  /^(host|content-(length|type)|transfer-encoding|connection|keep-alive|upgrade|expect|webhook-(id|timestamp|signature))$/i

export type WebhookSettings = z.output<typeof settings>

export function secretsOf({ secret = [] }: Pick<WebhookSettings, 'secret'>): string[] {
  return [secret].flat()
}
