import { z } from 'zod'
import { addressFault, isFlow } from '../../src/outside/flow/address.ts'
import { secretBytes } from '../../src/outside/standard-webhooks.ts'

export type Settings = z.output<typeof shape>

const text = z.string().trim().min(1)
const secrets = z.union([text, z.array(text).min(1).max(5)]).optional()
const header = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not a header name')

const shape = z.strictObject({
  url: text.meta({
    title: 'URL',
    help: 'The address that leads are posted to. It is secret, because it may carry a key.',
    secret: true,
  }),
  body: z.enum(['marketplace', 'fields']).default('marketplace').meta({
    title: 'Body',
    help: '`marketplace` sends the marketplace’s own JSON with all of its keys. `fields` sends only the mapped fields.',
  }),
  headers: z
    .record(header, z.string().regex(/^[\t\x20-\x7e]*$/, 'must be plain ASCII'))
    .default({})
    .meta({ title: 'Headers', help: 'These headers are sent with every request, as they are.', secret: true }),
  secret: secrets.meta({
    title: 'Signing secret',
    help: 'The secret of Standard Webhooks: whsec_…. While you rotate it, enter a list.',
    secret: true,
  }),
  bearerToken: text
    .optional()
    .meta({ title: 'Bearer token', help: 'The token is sent as Authorization: Bearer.', secret: true }),
  username: text.optional().meta({ title: 'User name', help: 'The user name of HTTP Basic. Set password too.' }),
  password: text
    .optional()
    .meta({ title: 'Password', help: 'The password of HTTP Basic. Set username too.', secret: true }),
  apiKey: text
    .optional()
    .meta({ title: 'API key', help: 'The key is sent in the header that apiKeyHeader names.', secret: true }),
  apiKeyHeader: header
    .default('x-api-key')
    .meta({ title: 'API key header', help: 'The header of the API key. Azure Functions need x-functions-key.' }),
  directoryId: text
    .optional()
    .meta({ title: 'Directory (tenant) ID', help: 'The directory of a sign-in by Microsoft Entra ID.' }),
  clientId: text
    .optional()
    .meta({ title: 'Application (client) ID', help: 'The id of the app registration that signs in.' }),
  clientSecret: text
    .optional()
    .meta({ title: 'Client secret', help: 'The Value (not the ID) of the app’s secret.', secret: true }),
  // The double slash belongs there: the audience ends in one (learn.microsoft.com/power-automate/oauth-authentication).
  scope: text
    .default('https://service.flow.microsoft.com//.default')
    .meta({ title: 'Scope', help: 'The scope of the Entra token. The default is Power Automate.' }),
  authority: text.optional().meta({ title: 'Authority', help: 'The sign-in host of a sovereign cloud.' }),
  receiverDedupes: z.boolean().default(false).meta({
    title: 'Receiver dedupes',
    help: 'The receiver takes each webhook-id once. Then 409 means delivered, and unknown outcomes are repeated.',
  }),
  expect: z.array(z.int().min(200).max(299)).min(1).optional().meta({
    title: 'Expected statuses',
    help: 'Only these statuses mean that the lead was taken. The default is every 2xx.',
  }),
  receipt: z
    .string()
    .regex(/^(body(\.[^.]+)+|header\.[A-Za-z0-9-]+)$/, 'must be like body.id or header.location')
    .optional()
    .meta({
      title: 'Receipt',
      help: 'The place of the record’s id in the answer: body.id. An answer without it does not count as taken.',
    }),
})

/** What is wrong with settings that fit the schema: each fault with the setting it concerns, never with its value. */
export const settings = shape.superRefine((given, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const url = URL.parse(given.url)
  const fault = addressFault(given.url)
  if (fault) wrong('url', fault)
  if (!url || !/^https?:$/.test(url.protocol)) return
  if (url.username || url.password) wrong('url', 'must hold no user name; use username and password')
  for (const [path, message] of signInFaults(given, url)) wrong(path, message)
  if (!secretsOf(given).every(secretBytes)) wrong('secret', 'must be whsec_ and base64 of 24 to 64 bytes')
  const reserved = Object.keys(given.headers).find((name) => ownHeaders.test(name))
  if (reserved) wrong('headers', `${reserved} cannot be set: Leadyard sends its own where it needs one`)
})

const ownHeaders =
  /^(host|content-(length|type)|transfer-encoding|connection|keep-alive|upgrade|expect|webhook-(id|timestamp|signature))$/i

function* signInFaults(given: Settings, url: URL): Generator<[path: string, message: string]> {
  const { bearerToken, username, password, directoryId, clientId, clientSecret, headers } = given
  const half = (...parts: unknown[]) => parts.some(Boolean) && !parts.every(Boolean)
  if (half(username, password)) yield ['username', 'and password go together']
  if (half(directoryId, clientId, clientSecret)) yield ['directoryId', 'clientId and clientSecret go together']
  const ownHeader = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
  const ways = [bearerToken, username, directoryId, ownHeader].filter(Boolean).length
  if (ways > 1) yield ['bearerToken', 'only one of bearerToken, username, directoryId and an Authorization header']
  const signed = url.searchParams.has('sig')
  // The flow refuses it: DirectApiRequestHasMoreThanOneAuthorization.
  if (signed && ways > 0) yield ['url', 'carries sig, which excludes every other Authorization: remove one']
  if (isFlow(url) && !signed && ways === 0) {
    yield ['url', 'carries no sig: set directoryId, clientId and clientSecret, or copy the whole URL']
  }
}

export function secretsOf({ secret = [] }: Pick<Settings, 'secret'>): string[] {
  return [secret].flat()
}
