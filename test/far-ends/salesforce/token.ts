import { createPublicKey, createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { jsonReply, oauthRefusal, type Reply } from './replies.ts'

export const app = {
  clientId: '3MVG9szVa2RxsqBZcScriptedKey',
  clientSecret: '7E1F5B0C2A98D4C63B1F0A5E7D9C8B6A4F3E2D1C0B9A8F7E',
  username: 'leads@tailspin.example',
  password: 'rail-yard-9',
  securityToken: 'sT0kEnOfThePerson',
}

export interface Tokens {
  answer(form: URLSearchParams): Reply
  valid(authorization: string | undefined): boolean
  /** Ends every session so far: the next call gets 401. */
  expire(): void
  readonly granted: readonly string[]
  /** PEM, for jwt-bearer; made on first use. */
  privateKey(): string
}

export const tokenMark = '00D5g000004scripted!'

/** @param instance URL of the API, which each session contains */
export function openTokens(instance: () => string, audience: string, now: () => Date): Tokens {
  const granted: string[] = []
  let open = new Set<string>()
  let keys: { publicKey: KeyObject; pem: string } | undefined

  function pair() {
    if (!keys) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      keys = { pem, publicKey: createPublicKey(privateKey) }
    }
    return keys
  }

  function grant(): Reply {
    const token = `${tokenMark}AQ${granted.length + 1}.${Math.random().toString(36).slice(2)}`
    granted.push(token)
    open.add(token)
    const id = `${instance()}/id/00D5g000004AbCdEAK/0055g00000ABCDEAA4`
    const more = { token_type: 'Bearer', issued_at: String(now().getTime()), signature: 'c2NyaXB0ZWQ=', scope: 'api' }
    return jsonReply(200, { access_token: token, instance_url: instance(), id, ...more })
  }

  function known(form: URLSearchParams): Reply | undefined {
    if (form.get('client_id') !== app.clientId) return oauthRefusal('invalid_client_id', 'client identifier invalid')
    if (form.get('client_secret') === app.clientSecret) return undefined
    return oauthRefusal('invalid_client', 'invalid client credentials')
  }

  function verify(assertion: string): Reply | undefined {
    const [header = '', claims = '', signature = ''] = assertion.split('.')
    const signed = createVerify('RSA-SHA256').update(`${header}.${claims}`)
    if (!signed.verify(pair().publicKey, signature, 'base64url'))
      return oauthRefusal('invalid_grant', 'invalid assertion')
    const { iss, sub, aud, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    if (iss !== app.clientId) return oauthRefusal('invalid_client_id', 'client identifier invalid')
    if (sub !== app.username) return oauthRefusal('invalid_grant', "user hasn't approved this consumer")
    if (aud !== audience) return oauthRefusal('invalid_grant', 'audience is invalid')
    const left = exp - now().getTime() / 1000
    return left <= 0 || left > 180 ? oauthRefusal('invalid_grant', 'invalid assertion') : undefined
  }

  return {
    granted,
    privateKey: () => pair().pem,
    valid: (authorization) => open.has(authorization?.replace(/^Bearer /, '') ?? ''),
    expire: () => void (open = new Set()),
    answer(form) {
      switch (form.get('grant_type')) {
        case 'client_credentials':
          return known(form) ?? grant()
        case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
          return verify(form.get('assertion') ?? '') ?? grant()
        case 'password': {
          const right =
            form.get('username') === app.username && form.get('password') === app.password + app.securityToken
          return known(form) ?? (right ? grant() : oauthRefusal('invalid_grant', 'authentication failure'))
        }
        default:
          return oauthRefusal('unsupported_grant_type', 'grant type not supported')
      }
    },
  }
}
