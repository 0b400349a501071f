/** The identity service: one token per service, the same for all callers until it expires. */
import { randomUUID } from 'node:crypto'
import type { Fault, Reply } from './replies.ts'

/** Part of every token, so that a test can look for tokens where no token may be. */
export const tokenMark = 'marketo-token'

export interface Client {
  clientId: string
  clientSecret: string
}

export interface Tokens {
  grant(form: URLSearchParams): Reply
  /** The problem of this `Authorization` header. */
  refusal(authorization: string | undefined): Fault | undefined
  /** Extends the life of the present token by this number of seconds. */
  setLife(seconds: number): void
  /** Marketo forgets the token: calls get 601, and the next token differs. */
  revoke(): void
  granted(): number
}

export function openTokens({ clientId, clientSecret }: Client, life: number, now: () => number): Tokens {
  let token = { value: '', dies: 0 }
  const dead = new Set<string>()
  let granted = 0

  function current() {
    if (token.dies > now()) return token
    if (token.value) dead.add(token.value)
    token = { value: `${randomUUID()}-${tokenMark}:ab`, dies: now() + life * 1000 }
    return token
  }

  return {
    grant(form) {
      const unknown = form.get('client_id') !== clientId
      if (unknown) return unauthorized('unauthorized', `No client with requested id: ${form.get('client_id')}`)
      if (form.get('client_secret') !== clientSecret) return unauthorized('invalid_client', 'Bad client credentials')
      granted++
      const { value, dies } = current()
      const expires_in = Math.floor((dies - now()) / 1000)
      const body = { access_token: value, token_type: 'bearer', expires_in, scope: 'leads@tailspin.example' }
      return { status: 200, body: JSON.stringify(body) }
    },
    refusal(authorization) {
      const value = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
      const expired = dead.has(value) || (value === token.value && token.dies <= now())
      if (expired) return { code: '602', message: 'Access token expired' }
      return value && value === token.value ? undefined : { code: '601', message: 'Access token invalid' }
    },
    setLife(seconds) {
      token.dies = now() + seconds * 1000
    },
    revoke() {
      token = { value: '', dies: 0 }
    },
    granted: () => granted,
  }
}

function unauthorized(error: string, error_description: string): Reply {
  return { status: 401, body: JSON.stringify({ error, error_description }) }
}
