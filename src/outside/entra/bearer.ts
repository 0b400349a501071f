import type { HttpReply } from '../http.ts'
import type { TokenSource } from './tokens.ts'

/**
 * Sends with `authorization: Bearer …`. A token that was held already and meets a 401 has aged: it is fetched again and
 * the request repeated, once. A token fetched for this very request is not refused for its age.
 */
export async function withBearer(
  token: TokenSource,
  signal: AbortSignal | undefined,
  send: (headers: { authorization: string }) => Promise<HttpReply>,
): Promise<HttpReply> {
  const held = token.fetchedAt() !== undefined
  const first = await token.token(signal)
  const reply = await send({ authorization: `Bearer ${first}` })
  if (reply.status !== 401 || !held) return reply
  token.drop(first)
  return send({ authorization: `Bearer ${await token.token(signal)}` })
}
