/** Headers as callers know them, and as they are on the wire. */
import type { IncomingHttpHeaders } from 'node:http'

const usual = Object.entries({ accept: '*/*', 'user-agent': 'Leadyard' })
/** A compressed reply is small only on the wire, and costs more to read. */
const ours = Object.entries({ 'accept-encoding': 'identity' })

/**
 * Names and values by turns, without the length of the body: undici counts it.
 * @param url its user name and password go before an `authorization` that is given.
 */
export function sentHeaders(given: Readonly<Record<string, string>> = {}, { username, password }: URL): string[] {
  const basic = username || password ? [basicAuthorization(username, password)] : []
  const merged = new Map<string, [string, string]>()
  for (const headers of [usual, Object.entries(given), basic, ours]) {
    for (const [name, value] of headers) merged.set(name.toLowerCase(), [name, value.trim()])
  }
  merged.delete('content-length')
  return [...merged.values()].flat()
}

function basicAuthorization(username: string, password: string): [string, string] {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return ['authorization', `Basic ${Buffer.from(pair).toString('base64')}`]
}

/** Where a far end repeats one of these, the first counts, as with Node's own client; joined they would mean nothing. */
const single = new Set(
  'age content-length content-type etag expires last-modified location retry-after server'.split(' '),
)

export function receivedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const joined: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') joined[name] = value
    else if (value) joined[name] = single.has(name) ? (value[0] ?? '') : value.join(', ')
  }
  return joined
}
