/** The headers and body of a post, and both as the dry run shows them. */
import type { Delivery, Preview } from '../../src/connector.ts'
import { failureBy, problemById } from '../../src/outside/answer.ts'
import { type Signed, signatureHeaders } from '../../src/outside/standard-webhooks.ts'
import { fields } from './fields.ts'
import { problems } from './problems.ts'
import { type Settings, secretsOf } from './settings.ts'

/** @param token of a sign-in by Entra ID, where the settings ask for one. */
export function headersOf(sent: Signed, config: Settings, token?: { authorization: string }): Record<string, string> {
  const { username, password, bearerToken, apiKey, apiKeyHeader } = config
  const basic = username && `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const authorization = bearerToken ? `Bearer ${bearerToken}` : basic
  return {
    ...config.headers,
    ...(authorization && { authorization }),
    ...(apiKey && { [apiKeyHeader]: apiKey }),
    ...token,
    ...signatureHeaders(sent, secretsOf(config)),
    'content-type': 'application/json',
  }
}

/** Headers that the operator set are left out too: any of them may be a key. */
export function previewOf({ id, fields }: Delivery, config: Settings): Preview {
  const { host, pathname } = new URL(config.url)
  return {
    method: 'POST',
    to: host + pathname.replace(/[^/]+/g, (part) => (likeAKey.test(part) ? '…' : part)),
    headers: { 'content-type': 'application/json', 'webhook-id': id },
    body: JSON.parse(bodyOf(fields, config.body)),
  }
}

// Many receivers carry their key in the path (api.slack.com/messaging/webhooks, discord.com/developers/docs/resources/webhook).
const likeAKey = /^(?=.*\d)(?=.*[a-z]).{6,}$|^.{24,}$/i

/**
 * Receivers of the marketplace's JSON find all of its keys, blank or not.
 * @throws DeliveryError `configuration` when a name would have to be a text and an object at once.
 */
export function bodyOf(mapped: Readonly<Record<string, string>>, kind: Settings['body']): string {
  const names = new Set([...(kind === 'marketplace' ? Object.keys(fields) : []), ...Object.keys(mapped)])
  const root = emptyTree()
  for (const name of names) place(root, name, mapped[name] ?? '')
  return JSON.stringify(root)
}

interface Tree {
  [name: string]: string | Tree
}

function place(root: Tree, path: string, value: string): void {
  const names = path.split('.')
  const last = names.pop() ?? ''
  const parent = names.reduce((tree, name) => {
    const next = (tree[name] ??= emptyTree())
    if (typeof next === 'string') throw clash(path)
    return next
  }, root)
  if (last in parent || last === '' || names.includes('')) throw clash(path)
  parent[last] = value
}

/** Without a prototype: `__proto__` is a name like any other. */
function emptyTree(): Tree {
  return Object.create(null)
}

function clash(path: string) {
  const who = `The mapping’s field ${JSON.stringify(path.slice(0, 60))}`
  return failureBy(problemById(problems, 'https-mapping'), { who, now: new Date() }, { code: 'FIELD_CLASH' })
}
