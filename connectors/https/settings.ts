import { z } from 'zod'
import { isFlow, isInternal } from './addresses.ts'
import { secretBytes } from './signature.ts'

export type Settings = z.output<typeof shape>

const text = z.string().trim().min(1)
const secrets = z.union([text, z.array(text).min(1).max(5)]).optional()
const header = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not a header name')

const shape = z.strictObject({
  url: text.meta({ title: 'URL', help: 'Where leads are posted. Secret, because it may carry a key.', secret: true }),
  body: z
    .enum(['marketplace', 'fields'])
    .default('marketplace')
    .meta({ title: 'Body', help: 'The marketplace’s own JSON with all of its keys, or just the mapped fields.' }),
  headers: z
    .record(header, z.string().regex(/^[\t\x20-\x7e]*$/, 'must be plain ASCII'))
    .default({})
    .meta({ title: 'Headers', help: 'Sent with every request, as they are.', secret: true }),
  secret: secrets.meta({
    title: 'Signing secret',
    help: 'Standard Webhooks: whsec_…, a list in rotation.',
    secret: true,
  }),
  bearerToken: text.optional().meta({ title: 'Bearer token', help: 'Sent as Authorization: Bearer.', secret: true }),
  username: text.optional().meta({ title: 'User name', help: 'For HTTP Basic; goes with password.' }),
  password: text.optional().meta({ title: 'Password', help: 'For HTTP Basic; goes with username.', secret: true }),
  apiKey: text.optional().meta({ title: 'API key', help: 'Sent in the header that apiKeyHeader names.', secret: true }),
  apiKeyHeader: header
    .default('x-api-key')
    .meta({ title: 'API key header', help: 'Azure Functions want x-functions-key.' }),
  directoryId: text.optional().meta({ title: 'Directory (tenant) ID', help: 'For a sign-in by Microsoft Entra ID.' }),
  clientId: text.optional().meta({ title: 'Application (client) ID', help: 'Of the app registration that signs in.' }),
  clientSecret: text.optional().meta({ title: 'Client secret', help: 'Its value, not its ID.', secret: true }),
  // The double slash belongs there: the audience ends in one (learn.microsoft.com/power-automate/oauth-authentication).
  scope: text
    .default('https://service.flow.microsoft.com//.default')
    .meta({ title: 'Scope', help: 'What the Entra token is for; the default is Power Automate.' }),
  authority: text.optional().meta({ title: 'Authority', help: 'Sign-in host of a sovereign cloud.' }),
  receiverDedupes: z.boolean().default(false).meta({
    title: 'Receiver dedupes',
    help: 'The receiver takes each webhook-id once: 409 then means delivered, and unknown outcomes are repeated.',
  }),
  expect: z
    .array(z.int().min(200).max(299))
    .min(1)
    .optional()
    .meta({ title: 'Expected statuses', help: 'Only these mean that the lead was taken. All 2xx if not set.' }),
  receipt: z
    .string()
    .regex(/^(body(\.[^.]+)+|header\.[A-Za-z0-9-]+)$/, 'must be like body.id or header.location')
    .optional()
    .meta({ title: 'Receipt', help: 'Where the answer holds the record’s id: body.id. If missing, no success.' }),
})

/** What is wrong with settings that fit the schema: each fault with the setting it concerns, never with its value. */
export const settings = shape.superRefine((given, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const url = URL.parse(given.url)
  if (!url || !/^https?:$/.test(url.protocol)) return wrong('url', 'must be a URL that starts with https://')
  if (url.protocol === 'http:' && !isInternal(url)) wrong('url', 'must start with https://')
  if (url.username || url.password) wrong('url', 'must hold no user name; use username and password')
  for (const [path, message] of signInFaults(given, url)) wrong(path, message)
  if (!secretsOf(given).every(secretBytes)) wrong('secret', 'must be whsec_ and base64 of 24 to 64 bytes')
  const reserved = Object.keys(given.headers).find((name) => ownHeaders.test(name))
  if (reserved) wrong('headers', `${reserved} is set by Leadyard itself`)
})

const ownHeaders = /^(host|content-length|content-type|transfer-encoding|connection|webhook-(id|timestamp|signature))$/i

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
