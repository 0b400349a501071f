import { z } from 'zod'
import { singleFlight } from '../../src/async/single-flight.ts'
import { configuration, type DeliveryError, transient } from '../../src/failure.ts'
import type { Http, HttpReply } from '../../src/outside/http.ts'
import { statusFailure } from '../../src/outside/status.ts'
import { beforeTheLead } from './failures.ts'
import type { Moment } from './pace.ts'
import { json } from './reply.ts'
import { pause } from './waiting.ts'

export interface Credentials {
  origin: string
  clientId: string
  clientSecret: string
}

export interface Identity {
  /** A token with at least seconds to live; concurrent callers share one request. */
  token(signal: AbortSignal): Promise<string>
  /** Forgets this token: Marketo refused it. */
  drop(token: string): void
}

const grantedShape = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().min(0) })
const refusedShape = z.object({ error: z.string().min(1) })

/**
 * Marketo hands out the same token until it dies, and `expires_in` is what is left of it (help/rest-api/authentication.md).
 * So one that dies within a minute is asked for again, and one that dies within 5 s is waited out.
 */
export function openIdentity(http: Http, credentials: Credentials, now: () => Date): Identity {
  let held: { token: string; renewAt: number } | undefined
  const share = singleFlight('a token of Marketo', (signal) => ask(signal))

  async function ask(signal: AbortSignal, tries = 0): Promise<string> {
    const asked = now().getTime()
    const { access_token, expires_in } = await beforeTheLead(fetchToken(http, credentials, { now, signal }))
    if (expires_in >= 5) {
      held = { token: access_token, renewAt: asked + (expires_in - (expires_in > 60 ? 60 : 5)) * 1000 }
      return access_token
    }
    if (tries === 5)
      throw transient({ code: 'DYING_TOKEN', message: 'Marketo keeps handing out a token that is about to die' })
    // Whole seconds are told: the last one may still be running.
    await pause(expires_in * 1000 + 250, signal)
    return ask(signal, tries + 1)
  }

  return {
    token(signal) {
      if (held && now().getTime() < held.renewAt) return Promise.resolve(held.token)
      return share(signal)
    },
    drop(token) {
      if (held?.token === token) held = undefined
    },
  }
}

async function fetchToken(http: Http, { origin, clientId, clientSecret }: Credentials, { now, signal }: Moment) {
  // In the body and not in the URL, where proxies would log the secret.
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
  throw refusal(reply, now())
}

function refusal(reply: HttpReply, now: Date): DeliveryError {
  const { status, text } = reply
  const code = refusedShape.safeParse(json(text)).data?.error
  if (status === 400 || status === 401) {
    const message = `Marketo refuses the Client ID or the Client Secret (${code ?? status})`
    const problem = 'marketo-bad-client-credentials'
    return configuration({ code: code ?? `HTTP_${status}`, status, excerpt: text, message, problem })
  }
  if (status !== 200) return statusFailure(reply, { who: "Marketo's identity service" }, now)
  const message = "Marketo's identity service answered without a token"
  return transient({ code: 'UNREADABLE_REPLY', status, excerpt: text, message })
}
