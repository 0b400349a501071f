/**
 * Reaches the org. jsforce makes the requests of a session, and the hub's HTTP client sends them. jsforce's own transport
 * hides status and headers, follows redirects, repeats by itself and waits half an hour, so it is replaced.
 */
import { createPrivateKey } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { SignJWT } from 'jose/jwt/sign'
import type { Connection } from 'jsforce'
import { z } from 'zod'
import { sharedCall } from '../../src/async/shared-call.ts'
import type { Tools, Usage } from '../../src/connector.ts'
import { configuration, DeliveryError } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { unsent } from '../../src/outside/unsent.ts'
import { type Answer, failureNamed, json, sessionRefused, signInFailure } from './replies.ts'
import type { Settings } from './settings.ts'

/** The org as one destination sees it: signed in once, paced by what Salesforce says of its limit. */
export interface Org {
  /** One request under the session held. A session that has run out is replaced, and the request repeated, once. */
  send(signal: AbortSignal, request: Request): Promise<Answer>
  /** Signs in again, whatever is held: proves the credentials. */
  signIn(signal: AbortSignal): Promise<void>
  /** @throws transient while the org has used its share of the API calls of 24 hours. */
  pace(): void
  /** The API calls of 24 hours, as the last reply told them. */
  usage(): Usage | undefined
  /** The id of the signed-in user; undefined before the first request, or if the sign-in did not name it. */
  user(): string | undefined
}

type Request = (connection: Connection) => Promise<unknown>

export function openOrg(settings: Settings, tools: Tools): Org {
  const apiUse = watchApiUse(settings.apiShare, tools)
  const password = guardPassword(settings, tools)
  const grant = (signal: AbortSignal) => password.guard(() => signIn(settings, tools, signal))
  const session = cache('the sign-in to Salesforce', grant, tools.now)

  async function sendUnder(held: Session, signal: AbortSignal, request: Request): Promise<Answer> {
    const reply = await carry(held, settings, tools, signal, request)
    apiUse.note(reply)
    return { reply, instanceUrl: held.instanceUrl }
  }

  return {
    async send(signal, request) {
      const before = session.held()
      const held = await session.get(signal)
      const answer = await sendUnder(held, signal, request)
      if (held !== before || !sessionRefused(answer.reply)) return answer
      // A refused session means that nothing was done, so the one repeat is safe (REST API, "Status Codes": 401).
      session.drop(held)
      return sendUnder(await session.get(signal), signal, request)
    },
    async signIn(signal) {
      password.forget()
      session.drop()
      await session.get(signal)
    },
    pace: apiUse.pace,
    usage: apiUse.last,
    user: () => session.held()?.user,
  }
}

/** Any status is a reply. @throws what the door throws; jsforce's own errors say less than the reply and are dropped. */
async function carry(held: Session, settings: Settings, { http }: Tools, signal: AbortSignal, request: Request) {
  // Loaded when first needed: 0.1 s and 30 MB that a hub without a Salesforce destination, or with web-to-lead, never pays.
  const jsforce = await import('jsforce/lib/core.js')
  const connection = new jsforce.Connection({
    instanceUrl: (settings.instanceUrl ?? held.instanceUrl).replace(/\/+$/, ''),
    accessToken: held.accessToken,
    version: settings.apiVersion,
    callOptions: { client: 'Leadyard' },
    logLevel: 'NONE',
  })
  let last: HttpReply | undefined
  connection._transport = {
    httpRequest({ method, url, headers, body }) {
      const sent = http.request({ method, url, headers, body: body as string | undefined, signal }).then((reply) => {
        last = reply
        return { statusCode: reply.status, headers: { ...reply.headers }, body: reply.text }
      })
      return Object.assign(sent, { stream: () => new PassThrough() })
    },
    getRequestStreamCreator: () => () => new PassThrough(),
  }
  const failure: unknown = await request(connection).catch((error: unknown) => error)
  if (!last) throw failure
  return last
}

interface Session {
  accessToken: string
  instanceUrl: string
  user: string | undefined
}

const grantedShape = z.object({ access_token: z.string().min(1), instance_url: z.url(), id: z.string().optional() })

/** The answer names no expiry: a session serves until Salesforce refuses it. */
async function signIn(settings: Settings, { http, now }: Tools, signal: AbortSignal): Promise<Session> {
  const reply = await http.request({
    method: 'POST',
    url: `${(settings.loginUrl ?? 'https://login.salesforce.com').replace(/\/+$/, '')}/services/oauth2/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(await grantFor(settings, now())).toString(),
    signal,
  })
  const granted = grantedShape.safeParse(json(reply.text)).data
  if (reply.status !== 200 || !granted) throw signInFailure(reply, settings.auth === 'password', now())
  // The identity URL ends in the user's id (help.salesforce.com, "Identity URLs").
  const user = /\/(005\w{12}(?:\w{3})?)$/.exec(granted.id ?? '')?.[1]
  return { accessToken: granted.access_token, instanceUrl: granted.instance_url.replace(/\/+$/, ''), user }
}

async function grantFor(settings: Settings, now: Date): Promise<Record<string, string>> {
  const { auth, clientId = '', clientSecret = '', username = '', password = '', securityToken = '' } = settings
  if (auth === 'jwt-bearer') {
    return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await assertionFor(settings, now) }
  }
  const app = { client_id: clientId, client_secret: clientSecret }
  if (auth === 'client-credentials') return { grant_type: 'client_credentials', ...app }
  return { grant_type: 'password', username, password: password + securityToken, ...app }
}

// help.salesforce.com, "OAuth 2.0 JWT Bearer Flow": RS256, and valid for at most three minutes.
function assertionFor(settings: Settings, now: Date): Promise<string> {
  const { clientId = '', username = '', loginUrl = '', privateKey = '' } = settings
  const sandbox = /\/\/test\.|--|\.sandbox\./.test(loginUrl)
  const aud = settings.audience ?? `https://${sandbox ? 'test' : 'login'}.salesforce.com`
  const exp = Math.floor(now.getTime() / 1000) + 170
  return new SignJWT({ iss: clientId, sub: username, aud, exp })
    .setProtectedHeader({ alg: 'RS256' })
    .sign(createPrivateKey(privateKey))
}

/** Deliveries already under way when a password is refused must not send it again: ten failures lock the user. */
function guardPassword({ auth }: Settings, { now, log, destination }: Tools) {
  let refusal: { error: DeliveryError; at: number } | undefined
  let warned = false

  return {
    async guard(attempt: () => Promise<Session>): Promise<Session> {
      if (auth !== 'password') return attempt()
      if (!warned)
        log.warn({ destination }, 'password sign-in to Salesforce is legacy and blocked in most orgs; change auth')
      warned = true
      if (refusal && now().getTime() - refusal.at < 60_000) throw configuration(refusal.error.detail)
      return attempt().catch((error: unknown) => {
        if (error instanceof DeliveryError && error.detail.probe === false) refusal = { error, at: now().getTime() }
        throw error
      })
    },
    forget: () => (refusal = undefined),
  }
}

/**
 * Reads `Sforce-Limit-Info: api-usage=1096/5000` off every reply: the calls of the whole org in the last 24 hours.
 * developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
 */
function watchApiUse(share: number, { log, now, destination }: Tools) {
  let last: { used: number; limit: number; at: number } | undefined
  let warned = false

  return {
    note({ headers }: HttpReply): void {
      const [, used, limit] = /(?:^|[\s,;])api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? []
      if (!used || !Number(limit)) return
      last = { used: Number(used), limit: Number(limit), at: now().getTime() }
      const high = last.used / last.limit >= 0.9
      if (high && !warned)
        log.warn({ destination, used: last.used, limit: last.limit }, 'Salesforce API calls are running out')
      warned = high
    },
    last: (): Usage | undefined =>
      last && { quota: 'API calls in 24 hours', used: last.used, limit: last.limit, at: new Date(last.at) },
    /** The limit rolls: relief comes by the hour and is seen only in a reply, so one delivery is sent every 15 minutes. */
    pace(): void {
      if (!last || last.used / last.limit < share) return
      const code = 'API_SHARE_USED'
      const message = `Salesforce (${code}): the org has used ${last.used} of its ${last.limit} API calls of 24 hours; the rest stays free for other integrations`
      const failure = failureNamed('api-share', { code, message }, new Date(last.at))
      if (Number(failure.detail.retryAt) > now().getTime()) throw failure
    },
  }
}

/** A value fetched once for all callers that wait for it, and held until it is dropped or old. */
export interface Cache<T> {
  get(signal: AbortSignal): Promise<T>
  /** Forgets `value`, unless something newer has taken its place. Without a value, forgets whatever is held. */
  drop(value?: T): void
  held(): T | undefined
}

export function cache<T>(
  name: string,
  fetch: (signal: AbortSignal) => Promise<T>,
  now: () => Date,
  maxAge = Number.POSITIVE_INFINITY,
): Cache<T> {
  let held: { value: T; until: number } | undefined

  const join = sharedCall(name, async (signal) => {
    const value = await unsent(fetch(signal))
    held = { value, until: now().getTime() + maxAge }
    return value
  })

  return {
    get: (signal) => (held && held.until > now().getTime() ? Promise.resolve(held.value) : join(signal)),
    drop(value) {
      if (value === undefined || held?.value === value) held = undefined
    },
    held: () => held?.value,
  }
}
