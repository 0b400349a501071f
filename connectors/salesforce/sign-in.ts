import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose/jwt/sign'
import { z } from 'zod'
import type { Tools } from '../../src/connector.ts'
import { configuration, type DeliveryError, transient } from '../../src/failure.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { retryAfter } from '../../src/outside/status.ts'
import { askToken } from './jsforce.ts'
import { type Fault, json, read } from './reply.ts'
import type { Settings } from './settings.ts'

export interface Session {
  accessToken: string
  instanceUrl: string
}

const grantedShape = z.object({ access_token: z.string().min(1), instance_url: z.url() })

/** One sign-in. The answer names no expiry: a session serves until Salesforce refuses it. */
export async function signIn(settings: Settings, { http, now }: Tools, signal: AbortSignal): Promise<Session> {
  const { clientId, clientSecret } = settings
  const jwt = settings.auth === 'jwt-bearer'
  const app = jwt ? {} : { ...(clientId && { clientId }), ...(clientSecret && { clientSecret }) }
  const loginUrl = (settings.loginUrl ?? 'https://login.salesforce.com').replace(/\/+$/, '')
  const reply = await askToken(http, signal, { loginUrl, ...app }, await grantFor(settings, now()))
  const granted = grantedShape.safeParse(json(reply.text))
  if (reply.status !== 200 || !granted.success) throw signInFailure(reply, settings.auth === 'password', now())
  return { accessToken: granted.data.access_token, instanceUrl: granted.data.instance_url.replace(/\/+$/, '') }
}

interface Grant {
  grant_type: string
  [field: string]: string
}

async function grantFor(settings: Settings, now: Date): Promise<Grant> {
  const { auth, username = '', password = '', securityToken = '' } = settings
  if (auth === 'client-credentials') return { grant_type: 'client_credentials' }
  if (auth === 'password') return { grant_type: 'password', username, password: password + securityToken }
  return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await assertionFor(settings, now) }
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

/** A refused password is never tried again by itself: Salesforce locks the user. */
export function signInFailure(reply: HttpReply, password: boolean, now: Date): DeliveryError {
  const { faults, html } = read(reply)
  const [fault] = faults
  const seen = { status: reply.status, excerpt: reply.text, ...(password && { probe: false }) }
  if (fault && !passing.has(fault.code) && reply.status !== 429 && (reply.status < 500 || soap.has(fault.code))) {
    const message = `Salesforce refuses the sign-in (${fault.code}); check the app, its policies and the user`
    return configuration({ ...seen, code: fault.code, problem: problemOf(fault), message })
  }
  if (!fault && reply.status >= 200 && reply.status < 500 && reply.status !== 429) {
    const message = 'What answers at the login address is no token endpoint; check it for typing errors'
    const code = `${html ? 'HTML' : 'HTTP'}_${reply.status}`
    return configuration({ ...seen, code, problem: 'salesforce-wrong-login-address', message })
  }
  const code = fault?.code ?? `HTTP_${reply.status}`
  const retryAt = retryAfter(reply.headers['retry-after'], now, reply.headers['date'])
  const message = `Salesforce cannot sign in right now (${code})`
  return transient({ code, status: reply.status, excerpt: reply.text, retryAt, message })
}

const passing = new Set(['unknown_error', 'temporarily_unavailable', 'SERVER_UNAVAILABLE'])
const soap = new Set([
  'INVALID_LOGIN',
  'LOGIN_MUST_USE_SECURITY_TOKEN',
  'ORG_LOCKED',
  'PASSWORD_LOCKOUT',
  'LOGIN_DURING_RESTRICTED_DOMAIN',
  'LOGIN_DURING_RESTRICTED_TIME',
  'INVALID_OPERATION_WITH_EXPIRED_PASSWORD',
])

// `invalid_grant` stands for many troubles; only the description tells them apart.
const grants: [RegExp, string][] = [
  [/no client credentials user/i, 'no-run-as-user'],
  [/not supported on this domain/i, 'not-my-domain'],
  [/hasn.t approved|not approved this consumer/i, 'app-not-approved'],
  [/password.{0,20}expired|expired.{0,10}password/i, 'password-expired'],
  [/ip.?restricted|restricted (ip|domain)|login hours|invalid login (hours|time)/i, 'login-restricted'],
  [/expired access\/refresh token/i, 'token-expired'],
  [/audience/i, 'jwt-audience'],
  [/assertion/i, 'jwt-assertion'],
  [/inactive user/i, 'inactive-integration-user'],
  [/authentication failure|invalid password|user name or password/i, 'invalid-password'],
]

function problemOf({ code, message }: Fault): string | undefined {
  if (code !== 'invalid_grant') return undefined
  const found = grants.find(([wording]) => wording.test(message))
  return `salesforce-${found?.[1] ?? 'invalid-grant'}`
}
