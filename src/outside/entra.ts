/**
 * Tokens from Microsoft Entra ID (v2.0 endpoint) and what its refusals mean. The error number is read from
 * `error_codes`, never the text: Microsoft says descriptions may change
 * (learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
import { z } from 'zod'
import { configuration, type DeliveryError, transient } from '../failure.ts'
import type { Http, HttpReply } from './http.ts'
import { retryAfter } from './status.ts'

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
  /** A token with at least five minutes to live; concurrent callers share one request. */
  token(signal?: AbortSignal): Promise<string>
  /** Forget the token: the far end refused it. */
  drop(): void
  /** When the last token was fetched; a refusal seconds later is no question of age. */
  fetchedAt(): Date | undefined
}

const margin = 300_000

export function openEntra(http: Http, login: EntraLogin, now: () => Date): TokenSource {
  let held: { token: string; until: number; fetchedAt: Date } | undefined
  let asking: Promise<string> | undefined

  async function ask(signal: AbortSignal | undefined): Promise<string> {
    const fetchedAt = now()
    const granted = await fetchToken(http, login, fetchedAt, signal)
    held = { token: granted.access_token, until: fetchedAt.getTime() + granted.expires_in * 1000, fetchedAt }
    return held.token
  }

  return {
    token(signal) {
      if (held && held.until - margin > now().getTime()) return Promise.resolve(held.token)
      asking ??= ask(signal).finally(() => (asking = undefined))
      return asking
    },
    drop: () => (held = undefined),
    fetchedAt: () => held?.fetchedAt,
  }
}

const grantedShape = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().default(3599) })
const refusedShape = z.object({
  error: z.string().default(''),
  error_description: z.string().default(''),
  error_codes: z.array(z.number()).default([]),
})

async function fetchToken(http: Http, login: EntraLogin, now: Date, signal: AbortSignal | undefined) {
  const authority = (login.authority ?? 'https://login.microsoftonline.com').replace(/\/+$/, '')
  const reply = await http.request({
    method: 'POST',
    url: `${authority}/${encodeURIComponent(login.directoryId)}/oauth2/v2.0/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ ...login.grant, scope: login.scope }).toString(),
    signal,
  })
  const granted = reply.status === 200 ? grantedShape.safeParse(json(reply)) : undefined
  if (granted?.success) return granted.data
  throw refusal(reply, login.grant['grant_type'] === 'password', now)
}

// Entra's own passing troubles; every other number needs a person.
const passing = new Set([50033, 50087, 50088, 51005, 80002, 80005, 80014, 90006, 90012, 90024, 90033, 90055])

/** A failed password is never tried again by itself: Entra locks the account. */
export function refusal(reply: HttpReply, password: boolean, now: Date): DeliveryError {
  const said = refusedShape.safeParse(json(reply))
  const { error, error_description, error_codes } = said.success ? said.data : refusedShape.parse({})
  const found = [...error_description.matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]))
  const numbers = error_codes.length ? error_codes : found
  const code = numbers.length ? `AADSTS${numbers[0]}` : error || `HTTP_${reply.status}`
  const detail = { code, status: reply.status, excerpt: reply.text }
  const passes = numbers.length
    ? numbers.every((number) => passing.has(number))
    : reply.status === 429 || reply.status >= 500 || error === 'temporarily_unavailable'
  if (passes) {
    const retryAt = retryAfter(reply.headers['retry-after'], now)
    return transient({ ...detail, retryAt, message: `Microsoft Entra ID cannot sign in right now (${code})` })
  }
  const message = `Microsoft Entra ID refuses the sign-in (${code}); check directory, application and secret`
  return configuration({ ...detail, message, probe: !password })
}

function json(reply: HttpReply): unknown {
  try {
    return JSON.parse(reply.text)
  } catch {
    return undefined
  }
}
