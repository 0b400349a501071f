import { z } from 'zod'
import { addressFault } from '../../src/outside/flow/address.ts'
import { secretBytes } from '../../src/outside/standard-webhooks.ts'
import { templateFault, usualType } from './template.ts'

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
  body: z.string().min(1).max(20_000).optional().meta({
    title: 'Body',
    help: 'A LiquidJS template over the message, instead of the usual JSON. A template that fails for a sample message is refused.',
  }),
  contentType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)*$/, 'must be a media type such as application/json')
    .optional()
    .meta({ title: 'Content type', help: 'The Content-Type of body. The default is application/json.' }),
})

export const settings = shape.superRefine((given, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const fault = addressFault(given.url)
  if (fault) wrong('url', fault)
  const url = URL.parse(given.url)
  if (url?.username || url?.password) wrong('url', 'must hold no user name; use headers')
  if (!secretsOf(given).every(secretBytes)) wrong('secret', 'must be whsec_ and base64 of 24 to 64 bytes')
  if (given.contentType !== undefined && given.body === undefined)
    wrong('contentType', 'belongs to body, which is missing')
  const template = given.body === undefined ? undefined : templateFault(given.body, given.contentType ?? usualType)
  if (template !== undefined) wrong('body', template)
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
