import type { z } from 'zod'
import type { Tools } from '../../src/connector.ts'
import { configuration, DeliveryError, transient } from '../../src/failure.ts'
import { withBearer } from '../../src/outside/entra/bearer.ts'
import { openEntra } from '../../src/outside/entra/tokens.ts'
import type { HttpReply, HttpRequest } from '../../src/outside/http.ts'
import { jsonOf } from '../../src/outside/json.ts'
import { notDataverse, refusal, refusedBy } from './refusals.ts'
import { loginOf, type Settings } from './settings.ts'
import { verdictOn } from './verdicts.ts'

export interface WebApi {
  /** Signs in again: proves the credential of today. */
  signIn(signal: AbortSignal): Promise<void>
  /** Any status but a refused token is a reply. */
  send(request: ApiRequest): Promise<HttpReply>
  /** A question, asked before or without a write: a lost answer is `transient`. */
  read<T>(shape: z.ZodType<T>, request: Omit<ApiRequest, 'method'>): Promise<T>
}

interface ApiRequest {
  method: HttpRequest['method']
  /** Under `/api/data/v9.2/`: `leads(…)`. */
  path: string
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
}

export function openWebApi(settings: Settings, { http, now }: Pick<Tools, 'http' | 'now'>): WebApi {
  const tokens = openEntra(http, loginOf(settings), now)

  async function send({ path, headers, ...request }: ApiRequest): Promise<HttpReply> {
    const url = `${settings.url}/api/data/v9.2/${path}`
    const common = { accept: 'application/json', 'odata-version': '4.0', 'odata-maxversion': '4.0', ...headers }
    const reply = await withBearer(tokens, request.signal, (bearer) =>
      http.request({ ...request, url, headers: { ...common, ...bearer } }),
    )
    if (refusesToken(reply)) throw tokenRefused(reply, settings)
    return reply
  }

  async function ask<T>(shape: z.ZodType<T>, request: Omit<ApiRequest, 'method'>): Promise<T> {
    const reply = await send({ ...request, method: 'GET' })
    if (reply.status !== 200) throw refusal(reply, now())
    const answer = shape.safeParse(jsonOf(reply.text))
    if (!answer.success) throw notDataverse(reply)
    return answer.data
  }

  return {
    signIn: async (signal) => void (await tokens.token(signal, true)),
    send,
    read: (shape, request) => ask(shape, request).catch(nothingSent),
  }
}

function refusesToken(reply: HttpReply): boolean {
  if (reply.status !== 401) return false
  const refused = refusedBy(reply)
  // A code says why: then it is no question of the token.
  return !refused || !verdictOn(refused.code, refused.message)
}

/** A token that Entra issued a moment ago: age is no reason. */
function tokenRefused({ status, headers, text }: HttpReply, { directoryId }: Settings): DeliveryError {
  const challenge = headers['www-authenticate'] ?? ''
  const home = /authorization_uri="?https?:\/\/[^/]+\/([0-9a-f-]{36})/i.exec(challenge)?.[1]
  const elsewhere = home && directoryId && home.toLowerCase() !== directoryId.toLowerCase()
  const why = elsewhere ? `the instance belongs to directory ${home}` : 'check url, directory and application user'
  return configuration({
    code: `HTTP_${status}`,
    status,
    excerpt: text || challenge,
    problem: 'dynamics-sign-in',
    message: `Dataverse refuses a token that Microsoft Entra ID has just issued (401): ${why}`,
  })
}

function nothingSent(error: unknown): never {
  if (!(error instanceof DeliveryError) || error.class !== 'uncertain') throw error
  const { code, status } = error.detail
  const what = status ? `Dataverse failed (${status})` : `Dataverse gave no whole answer (${code})`
  throw transient({ ...error.detail, message: `${what} when asked about itself; the lead was not sent` })
}
