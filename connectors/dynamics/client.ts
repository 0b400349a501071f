/** Requests to the Dataverse Web API, signed in at Microsoft Entra ID. */
import type { z } from 'zod'
import type { Tools } from '../../src/connector.ts'
import { configuration, DeliveryError, transient } from '../../src/failure.ts'
import { withBearer } from '../../src/outside/entra/bearer.ts'
import { type EntraLogin, openEntra } from '../../src/outside/entra/tokens.ts'
import type { HttpReply, HttpRequest } from '../../src/outside/http.ts'
import { jsonOf } from '../../src/outside/json.ts'
import { meaningOfRefusal, notDataverse, refusal, refusedBy } from './replies.ts'
import type { Settings } from './settings.ts'

export interface Client {
  /** Signs in again: proves the credential of today. */
  signIn(signal: AbortSignal): Promise<void>
  /** Any reply is returned, but a refused token is thrown. */
  send(request: ApiRequest): Promise<HttpReply>
  /** A read before a write, or without a write: a lost answer is `transient`. */
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

export function openClient(settings: Settings, { http, now }: Pick<Tools, 'http' | 'now'>): Client {
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

/** Microsoft's own tools sign in as this application when the settings name no application. */
const sampleApplication = '51f81489-12ee-4a9e-aaae-a2591f45987d'

export function loginOf(given: Settings): EntraLogin {
  const { authority, directoryId = 'organizations', applicationId: client_id = sampleApplication } = given
  const { applicationKey: client_secret, username, password } = given
  const scope = given.scope ?? `${given.url}/.default`
  if (client_secret !== undefined) {
    return { authority, directoryId, scope, grant: { grant_type: 'client_credentials', client_id, client_secret } }
  }
  const user = { username: username ?? '', password: password ?? '' }
  return { authority, directoryId, scope, grant: { grant_type: 'password', client_id, ...user } }
}

/** A 401 with a known code has another reason than the token. */
function refusesToken(reply: HttpReply): boolean {
  if (reply.status !== 401) return false
  const refused = refusedBy(reply)
  return !refused || !meaningOfRefusal(refused)
}

/** Entra issued the token a moment ago, so its age cannot be the reason. */
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
  const what = status ? `Dataverse failed (${status})` : `Dataverse gave no complete answer (${code})`
  throw transient({ ...error.detail, message: `${what} to a question before the write; the lead was not sent` })
}
