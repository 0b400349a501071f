import type { HttpReply } from '../http.ts'
import type { TokenSource } from './tokens.ts'

/**
 * Sends with `authorization: Bearer …`. If a cached token gets a 401, it may be too old: a new token is fetched, and
 * the request is repeated once. A token that was fetched for this request cannot be too old.
 */
export async function withBearer(
  token: TokenSource,
  signal: AbortSignal | undefined,
  send: (headers: { authorization: string }) => Promise<HttpReply>,
): Promise<HttpReply> {
  const cached = token.fetchedAt() !== undefined
  const first = await token.token(signal)
  const reply = await send({ authorization: `Bearer ${first}` })
  if (reply.status !== 401 || !cached) return reply
  token.drop(first)
  return send({ authorization: `Bearer ${await token.token(signal)}` })
}
