/** What is wrong with settings that fit the schema: each fault with the setting it concerns, never with its value. */
import { BlockList, isIPv6 } from 'node:net'
import { isFlow } from './flow.ts'
import { secretBytes } from './signature.ts'

/** The settings that can contradict each other. */
interface Given {
  url: string
  headers: Readonly<Record<string, string>>
  secret?: string | readonly string[] | undefined
  bearerToken?: string | undefined
  username?: string | undefined
  password?: string | undefined
  directoryId?: string | undefined
  clientId?: string | undefined
  clientSecret?: string | undefined
}

interface Fault {
  path: string
  message: string
}

export function* faults(given: Given): Generator<Fault> {
  const url = URL.parse(given.url)
  if (!url || !/^https?:$/.test(url.protocol)) {
    yield { path: 'url', message: 'must be a URL that starts with https://' }
    return
  }
  if (url.protocol === 'http:' && !isInternal(url.hostname)) yield { path: 'url', message: 'must start with https://' }
  if (url.username || url.password) yield { path: 'url', message: 'must hold no user name; use username and password' }
  yield* halfGiven(given)
  yield* signInFaults(given, url)
  for (const secret of secretsOf(given)) {
    if (!secretBytes(secret)) yield { path: 'secret', message: 'must be whsec_ and base64 of 24 to 64 bytes' }
  }
  const reserved = Object.keys(given.headers).find((name) => ours.test(name))
  if (reserved)
    yield { path: 'headers', message: `${reserved} cannot be set: Leadyard sends its own where it needs one` }
}

const ours =
  /^(host|content-(length|type)|transfer-encoding|connection|keep-alive|upgrade|expect|webhook-(id|timestamp|signature))$/i

function* halfGiven({ username, password, directoryId, clientId, clientSecret }: Given): Generator<Fault> {
  const half = (parts: unknown[]) => parts.some(Boolean) && !parts.every(Boolean)
  if (half([username, password])) yield { path: 'username', message: 'and password go together' }
  if (half([directoryId, clientId, clientSecret])) {
    yield { path: 'directoryId', message: 'clientId and clientSecret go together' }
  }
}

function* signInFaults(given: Given, url: URL): Generator<Fault> {
  const { bearerToken, username, directoryId, headers } = given
  const own = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
  const ways = [bearerToken, username, directoryId, own].filter(Boolean).length
  if (ways > 1) {
    yield { path: 'bearerToken', message: 'only one of bearerToken, username, directoryId and an Authorization header' }
  }
  const signed = url.searchParams.has('sig')
  // The flow refuses it: DirectApiRequestHasMoreThanOneAuthorization.
  if (signed && ways > 0) {
    yield { path: 'url', message: 'carries sig, which excludes every other Authorization: remove one' }
  }
  if (isFlow(url) && !signed && ways === 0) {
    yield { path: 'url', message: 'carries no sig: set directoryId, clientId and clientSecret, or copy the whole URL' }
  }
}

export function secretsOf({ secret }: Given): string[] {
  return typeof secret === 'string' ? [secret] : [...(secret ?? [])]
}

/** Names and addresses that cannot be public: whether they may be reached is the guard's to say. */
function isInternal(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  if (/\.(localhost|local|internal|lan|home\.arpa)$/.test(bare)) return true
  return isIPv6(bare) ? networks.check(bare, 'ipv6') : !bare.includes('.') || networks.check(bare)
}

const networks = new BlockList()
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  networks.addSubnet(network, bits)
}
networks.addSubnet('::1', 128, 'ipv6')
networks.addSubnet('fc00::', 7, 'ipv6')
