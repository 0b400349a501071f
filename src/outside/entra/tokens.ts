/**
 * Tokens from Microsoft Entra ID, v2.0 endpoint
 * (learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow).
 */
import { z } from 'zod'
import { sharedCall } from '../../async/shared-call.ts'
import type { Tools } from '../../connector.ts'
import { DeliveryError } from '../../failure.ts'
import type { Http } from '../http.ts'
import { jsonOf } from '../json.ts'
import { unsent } from '../unsent.ts'
import { refusal } from './refusal.ts'

export interface EntraLogin {
  /** @default https://login.microsoftonline.com */
  authority?: string | undefined
  directoryId: string
  /** Form fields of the grant: `grant_type`, `client_id`, `client_secret` or `username` and `password`. */
  grant: Readonly<Record<string, string>>
  /** `https://storage.azure.com/.default` */
  scope: string
}

export interface TokenSource {
  /**
   * A token that is valid for some minutes; concurrent callers share one request. While Entra is down, a valid token is
   * used until it expires.
   * @param fresh asks Entra now, even if a token is cached, to prove that the credential is valid.
   * @throws DeliveryError `transient` or `configuration`; never `uncertain`, because the lead has not been sent.
   */
  token(signal?: AbortSignal, fresh?: boolean): Promise<string>
  /**
   * Drops the token that the far end refused. A newer token of another caller stays if `refused` names the old token.
   */
  drop(refused?: string): void
  /** When the cached token was fetched. */
  fetchedAt(): Date | undefined
}

interface Held {
  token: string
  fetchedAt: Date
  renewAt: number
  until: number
}

/** An application that signs in with its own secret. */
export interface ApplicationLogin {
  authority?: string | undefined
  directoryId?: string | undefined
  clientId?: string | undefined
  clientSecret?: string | undefined
  scope: string
}

/** `undefined` unless directory, application and secret are all set. Pure: the first token is fetched on first use. */
export function applicationTokens(
  { clientId, clientSecret, directoryId, ...login }: ApplicationLogin,
  { http, now }: Pick<Tools, 'http' | 'now'>,
): TokenSource | undefined {
  if (!directoryId || !clientId || !clientSecret) return undefined
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  return openEntra(http, { ...login, directoryId, grant }, now)
}

const margin = 300_000

// Milliseconds without a sign-in after a failed password, because Entra locks the account after ten failures.
const pauseAfterPassword = 60_000

export function openEntra(http: Http, login: EntraLogin, now: () => Date): TokenSource {
  const password = login.grant['grant_type'] === 'password'
  let held: Held | undefined
  let failed: { error: DeliveryError; at: number } | undefined

  const ask = sharedCall('a token of Microsoft Entra ID', async (signal) => {
    try {
      held = await unsent(fetchToken(http, login, now, signal))
      failed = undefined
      return held.token
    } catch (error) {
      const final = error instanceof DeliveryError && error.class === 'configuration'
      failed = password && final ? { error, at: now().getTime() } : undefined
      throw error
    }
  })

  async function renewed(signal: AbortSignal | undefined): Promise<string> {
    if (failed && now().getTime() - failed.at < pauseAfterPassword) throw failed.error
    return ask(signal).catch((error: unknown) => {
      const passes = error instanceof DeliveryError && error.class === 'transient'
      if (passes && held && held.until > now().getTime()) return held.token
      throw error
    })
  }

  return {
    async token(signal, fresh = false) {
      if (fresh) return ask(signal)
      return held && held.renewAt > now().getTime() ? held.token : renewed(signal)
    },
    drop(refused = held?.token) {
      if (held?.token === refused) held = undefined
    },
    fetchedAt: () => held?.fetchedAt,
  }
}

const grantedShape = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3599),
})

async function fetchToken(http: Http, login: EntraLogin, now: () => Date, signal: AbortSignal): Promise<Held> {
  const authority = (login.authority ?? 'https://login.microsoftonline.com').replace(/\/+$/, '')
  const fetchedAt = now()
  const reply = await http.request({
    method: 'POST',
    url: `${authority}/${encodeURIComponent(login.directoryId)}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ ...login.grant, scope: login.scope }).toString(),
    signal,
  })
  const granted = reply.status === 200 ? grantedShape.safeParse(jsonOf(reply.text)) : undefined
  if (!granted?.success) throw refusal(reply, login.grant['grant_type'] === 'password', now())
  const life = granted.data.expires_in * 1000
  const until = fetchedAt.getTime() + life
  return { token: granted.data.access_token, fetchedAt, renewAt: until - Math.min(margin, life / 2), until }
}
