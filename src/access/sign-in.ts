/** Signing in with a name and a password, or with a token, from a browser. */
import type { Request } from 'express'
import { audit } from '../ledger/audit.ts'
import { forbidden, Refusal, unauthorized } from '../web/refusal.ts'
import type { Attempts } from './attempts.ts'
import type { Caller } from './caller.ts'
import type { Failed } from './failures.ts'
import { byLocalToken, findToken, type GuardContext, otherSite, refuseElsewhere } from './guard.ts'
import type { Links } from './links.ts'
import { isAskedAsLoopback, isOfAnotherSite, isOfOwnPage, isSecure } from './origin.ts'
import type { Passwords } from './passwords.ts'
import { beginSession, isOpenOnlyHere } from './sessions.ts'

export interface SignInContext extends GuardContext {
  attempts: Attempts
  passwords: Passwords
  links: Links
  /** Tells the operator of a sign-in that failed. */
  failed(how: Failed): void
}

export type Credentials = { name: string; password: string } | { token: string } | { link: string }

/**
 * @param before the secret of the browser's session until now, which ends.
 * @returns the secret of the new session.
 * @throws Refusal 401, 403, 429 or 503. It is the same for an unknown name and a wrong password, and takes as long.
 */
export async function signIn(
  request: Request,
  given: Credentials,
  context: SignInContext,
  before: string | undefined,
): Promise<string> {
  const { publicUrl } = context.config().listen
  refusePlain(request, publicUrl)
  // A proxy may have changed the Host, so what the browser says of its page goes before.
  if (!isOfOwnPage(request, publicUrl) && isOfAnotherSite(request, publicUrl)) throw otherSite()
  const name = 'name' in given ? given.name : undefined
  const takeBack = await context.attempts.begin(request.ip ?? '', name).catch((error: unknown) => {
    context.failed({ reason: 'limited' })
    throw error
  })
  const by = 'token' in given ? 'token' : 'link' in given ? 'link' : 'password'
  const { caller, failed } = await outcomeOf(request, given, context)
  if (caller) {
    await takeBack()
    return beginSession(context, { ...caller, before, token: 'token' in given ? given.token : undefined })
  }
  context.failed({ reason: by })
  await audit(context.db, { actor: failed ?? unnamed, action: 'sign-in-failed', subject: 'sessions', detail: { by } })
  throw unauthorized(wrong[by])
}

const wrong = {
  token: 'This token is not one of api.tokens. Check it, then try again.',
  password: 'The name or the password is wrong. Check it, then try again.',
  link: 'This link was used already, or is older than an hour. Make a new one: npm run leadyard -- console',
}

/** In the audit. An unknown name is not written there, because it may be a password in the wrong field. */
export const unnamed = '-'

/** @throws Refusal 403: plain HTTP shows the password and the session to the network. */
export function refusePlain(request: Request, publicUrl: string | undefined): void {
  if (isSecure(request, publicUrl) || isAskedAsLoopback(request)) return
  throw forbidden(
    'Sign-in needs HTTPS. Put a reverse proxy with TLS before the hub that sends X-Forwarded-Proto, and set ' +
      'listen.trustProxy to the number of proxies, without which the header does not count. Or set listen.publicUrl to ' +
      'the https:// address under which browsers reach the hub.',
  )
}

interface Outcome {
  caller?: Omit<Caller, 'session'>
  /** The name, if it is configured. */
  failed?: string | undefined
}

function outcomeOf(request: Request, given: Credentials, context: SignInContext): Outcome | Promise<Outcome> {
  if ('token' in given) return withToken(request, given.token, context)
  return 'link' in given ? withLink(request, given.link, context) : withPassword(given, context)
}

async function withPassword(
  { name, password }: { name: string; password: string },
  { config, passwords, failed }: SignInContext,
): Promise<Outcome> {
  const user = config().users.find((one) => one.name === name)
  const right = await passwords.isRight(password, user?.hash)
  if (right === undefined) {
    failed({ reason: 'busy' })
    const detail = 'Too many sign-ins are under way. Try again in a moment.'
    throw new Refusal({ status: 503, title: 'Service Unavailable', detail })
  }
  return right && user ? { caller: { name, role: user.role, by: 'password' } } : { failed: user?.name }
}

function withToken(request: Request, token: string, { config, localToken }: SignInContext): Outcome {
  const { tokens, users, oidc } = config()
  if (isOpenOnlyHere({ tokens, users, oidc })) return { caller: byLocalToken(request, token, localToken()) }
  const found = findToken(token, tokens)
  return found ? { caller: { name: found.name, role: found.role, by: 'token' } } : {}
}

/** @throws Refusal where the request is not surely of this machine's own user. */
function withLink(request: Request, link: string, { config, links }: SignInContext): Outcome {
  if (!isOpenOnlyHere(config())) return {}
  refuseElsewhere(request)
  return links.take(link) ? { caller: { name: 'local', role: 'operator', by: 'local' } } : {}
}
