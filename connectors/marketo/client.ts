/** Calls Marketo: the token, the limits, and one call with its answer. */
import { z } from 'zod'
import { sharedCall } from '../../src/async/shared-call.ts'
import { type DeliveryError, transient } from '../../src/failure.ts'
import type { Http, HttpReply, HttpRequest } from '../../src/outside/http.ts'
import { statusFailure } from '../../src/outside/status.ts'
import { type CallLimiter, type Limits, type Moment, pause } from './limits.ts'
import {
  type Answer,
  answerIn,
  beforeTheLead,
  failureById,
  json,
  type Kind,
  problemByCode,
  readEnvelope,
} from './replies.ts'

export interface Call {
  kind: Kind
  method: 'GET' | 'POST'
  path: string
  body?: object
  /** Instead of a body: parameters that must not stand in the URL. */
  form?: Readonly<Record<string, string>>
  signal: AbortSignal
}

export interface Client {
  /** @throws DeliveryError unless the reply's envelope says success; of a read never `uncertain`. */
  call(call: Call): Promise<Answer>
}

interface Credentials {
  origin: string
  clientId: string
  clientSecret: string
}

interface ClientTools {
  http: Http
  now: () => Date
  limiter: CallLimiter
  limits: Limits
}

export function openClient(credentials: Credentials, { http, now, limiter, limits }: ClientTools): Client {
  const tokens = openTokens(http, credentials, now)
  let unreachableSince: number | undefined

  async function send(call: Call, renewed = false): Promise<Answer> {
    const token = await tokens.get(call.signal)
    const request = requestOf(call, credentials.origin, token)
    const reply = await limiter.run(limits, { now, signal: call.signal }, () => http.request(request))
    const said = readEnvelope(reply.text)
    const problem = problemByCode(said?.errors?.[0]?.code)?.id
    // Marketo refused the token before it did anything, so the same call may go once more with a new one.
    if (!renewed && problem === 'marketo-token-refused') {
      tokens.drop(token)
      return send(call, true)
    }
    const at = now()
    unreachableSince = problem === 'marketo-unreachable-subscription' ? (unreachableSince ?? at.getTime()) : undefined
    const unreachable = unreachableSince === undefined ? 0 : at.getTime() - unreachableSince
    return answerIn(reply, said, { kind: call.kind, now: at, unreachable })
  }

  return { call: (call) => (call.kind === 'read' ? beforeTheLead(send(call)) : send(call)) }
}

function requestOf({ method, path, body, form, signal }: Call, origin: string, token: string): HttpRequest {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  const request = { method, url: origin + path, headers, signal }
  if (form) {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    return { ...request, headers: { ...headers, ...type }, body: new URLSearchParams(form).toString() }
  }
  if (!body) return request
  return { ...request, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

interface Tokens {
  /** A token that lives for seconds at least; concurrent callers share one request. */
  get(signal: AbortSignal): Promise<string>
  /** Forgets this token, because Marketo refused it. */
  drop(token: string): void
}

/**
 * Marketo hands out the same token until it expires, and `expires_in` is the rest of its life
 * (help/rest-api/authentication.md). So a token that expires within a minute is fetched again, and the end of a token that
 * expires within 5 s is waited for.
 */
function openTokens(http: Http, credentials: Credentials, now: () => Date): Tokens {
  let cached: { token: string; renewAt: number } | undefined
  const share = sharedCall('a token of Marketo', (signal) => fetchLiving(signal))

  async function fetchLiving(signal: AbortSignal, waits = 0): Promise<string> {
    const asked = now().getTime()
    const { access_token, expires_in } = await beforeTheLead(fetchToken(http, credentials, { now, signal }))
    if (expires_in >= 5) {
      cached = { token: access_token, renewAt: asked + (expires_in - (expires_in > 60 ? 60 : 5)) * 1000 }
      return access_token
    }
    if (waits === 5) {
      throw transient({ code: 'DYING_TOKEN', message: 'Marketo keeps handing out a token that is about to expire' })
    }
    // Marketo tells whole seconds: the last of them may not be over.
    await pause(expires_in * 1000 + 250, signal)
    return fetchLiving(signal, waits + 1)
  }

  return {
    get(signal) {
      if (cached && now().getTime() < cached.renewAt) return Promise.resolve(cached.token)
      return share(signal)
    },
    drop(token) {
      if (cached?.token === token) cached = undefined
    },
  }
}

const grantedShape = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().min(0) })
const refusedShape = z.object({ error: z.string().min(1) })

async function fetchToken(http: Http, { origin, clientId, clientSecret }: Credentials, { now, signal }: Moment) {
  // The secret stands in the body: proxies would log it as part of the URL.
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const reply = await http.request({
    method: 'POST',
    url: `${origin}/identity/oauth/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(grant).toString(),
    signal,
  })
  const granted = reply.status === 200 ? grantedShape.safeParse(json(reply.text)) : undefined
  if (granted?.success) return granted.data
  throw tokenFailure(reply, now())
}

function tokenFailure(reply: HttpReply, now: Date): DeliveryError {
  const { status, text } = reply
  if (status === 400 || status === 401) {
    const code = refusedShape.safeParse(json(text)).data?.error ?? `HTTP_${status}`
    return failureById('marketo-bad-client-credentials', { code, status, excerpt: text })
  }
  if (status !== 200) return statusFailure(reply, { who: "Marketo's identity service" }, now)
  const message = "Marketo's identity service answered without a token"
  return transient({ code: 'UNREADABLE_REPLY', status, excerpt: text, message })
}
