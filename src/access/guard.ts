/** Identifies the caller and checks the role. With nothing under `api:` only this machine's own user may call. */
import type { Request } from 'express'
import type { Config } from '../config/config.ts'
import type { Token } from '../config/sign-in.ts'
import { sameKey } from '../web/key.ts'
import { forbidden, type Refusal, unauthorized } from '../web/refusal.ts'
import type { Attempts } from './attempts.ts'
import type { Caller, Role } from './caller.ts'
import { readCookie } from './cookie.ts'
import { isAskedAsLoopback, isFromThisMachine, isOfAnotherSite, isOfOwnPage, isSecure } from './origin.ts'
import { findCaller, isOpenOnlyHere, type SessionsContext } from './sessions.ts'

export interface GuardContext extends SessionsContext {
  /** How often an address may send a wrong token. */
  wrongTokens: Attempts
  config(): Pick<Config, 'tokens' | 'users' | 'oidc' | 'listen'>
}

/**
 * By the token of `Authorization`, else by the cookie of a session. The token of the data folder counts only with
 * nothing configured under `api:`, and on this machine.
 * @param goesOn the answer has no end, so that a browser asks for it again and again by itself
 * @throws Refusal 401, 403 or 429 that tells what to do.
 */
export async function identify(request: Request, context: GuardContext, goesOn = false): Promise<Caller> {
  const { tokens, ...others } = context.config()
  const presented = presentedToken(request)
  if (!request.get('authorization')) {
    const caller = await bySession(request, context, !goesOn && request.get(unattended) === undefined)
    if (caller) return caller
  }
  if (isOpenOnlyHere({ tokens, ...others })) return byLocalToken(request, presented, context.localToken())
  const found = findToken(presented, tokens)
  if (found) return { name: found.name, role: found.role, by: 'token' }
  // Only wrong tokens count: behind a proxy all callers may share one address.
  if (presented !== '') await context.wrongTokens.begin(request.ip ?? '')
  throw noToken(presented, context)
}

/** @throws Refusal 403 */
export function requireRole(role: Role, caller: Caller): void {
  if (role === 'viewer' || caller.role === 'operator') return
  const who = caller.by === 'token' ? `The token ${caller.name}` : caller.name
  throw forbidden(`${who} may read. This takes a token or a person whose role in config.yaml is operator.`)
}

/** A page sends this header with what it reads while no person uses it; a session does not last longer by it. */
const unattended = 'leadyard-unattended'

/** The caller whom a cookie tells. @returns undefined without a cookie. */
async function bySession(request: Request, context: GuardContext, counts: boolean): Promise<Caller | undefined> {
  const { publicUrl } = context.config().listen
  const secret = readCookie(request, 'leadyard', isSecure(request, publicUrl))
  if (!secret) return undefined
  const caller = await findCaller(context, secret, counts)
  if (!caller)
    throw unauthorized('This session has ended. Sign in again.', { signIn: { ...waysOf(context), ended: true } })
  if (caller.by === 'local') refuseElsewhere(request)
  if (!isSafe(request.method) && !isOfOwnPage(request, publicUrl)) throw otherSite()
  return caller
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function presentedToken(request: Request): string {
  return /^bearer +(\S+) *$/i.exec(request.get('authorization') ?? '')?.[1] ?? ''
}

/** Every token is compared, so that the time does not tell which token is near. */
export function findToken(presented: string, tokens: readonly Token[]): Token | undefined {
  const right = tokens.filter(({ token }) => sameKey(presented, token))
  return presented === '' ? undefined : right[0]
}

function noToken(presented: string, context: GuardContext): Refusal {
  const { tokens, users } = context.config()
  const localToken = context.localToken()
  const refuse = (detail: string) => unauthorized(detail, { signIn: waysOf(context) })
  if (localToken !== undefined && sameKey(presented, localToken)) {
    const has = tokens.length > 0 ? 'api.tokens' : users.length > 0 ? 'api.users' : 'api.oidc'
    return refuse(
      `config.yaml has ${has}, so the token of the data folder does not count. Send one of api.tokens (the CLI: ` +
        'LEADYARD_TOKEN or --token).',
    )
  }
  return refuse(
    presented
      ? 'No token under api.tokens in config.yaml is this one. Check that it was copied whole.'
      : 'Sign in, or send Authorization: Bearer with a token of api.tokens in config.yaml (the CLI: LEADYARD_TOKEN or ' +
          '--token).',
  )
}

interface Ways {
  password: boolean
  token: boolean
  /** What to call the identity provider; null without one. */
  oidc: string | null
  /** The session of the person has ended. */
  ended?: true
  /** The configuration names no people, so the token is that of the data folder. */
  local?: true
}

/** How a person may sign in; the page that asks for it has to know before anyone is signed in. */
function waysOf({ config }: Pick<GuardContext, 'config'>): Ways {
  const { tokens, users, oidc } = config()
  const token = tokens.length > 0 || isOpenOnlyHere({ tokens, users, oidc })
  return { password: users.length > 0, token, oidc: oidc?.label ?? null }
}

/** @throws Refusal */
export function byLocalToken(request: Request, presented: string, localToken: string | undefined): Caller {
  refuseElsewhere(request)
  // A proxy may add no header; then its requests look like requests of this machine.
  if (localToken === undefined || !sameKey(presented, localToken))
    throw unauthorized(whereTokenIs, { signIn: onlyToken })
  return { name: 'local', role: 'operator', by: 'local' }
}

const onlyToken: Ways = { password: false, token: true, oidc: null, local: true }

/**
 * Any website can make the operator's browser call this machine: by this machine's name, or by the website's own name
 * if that resolves to 127.0.0.1.
 */
export function refuseElsewhere(request: Request): void {
  if (!isFromThisMachine(request)) {
    throw unauthorized(
      'No token is configured, so the API answers on its own machine only. To reach it from elsewhere, or through a ' +
        'proxy, add api.tokens to config.yaml ({ name, token: ${env:NAME}, role: viewer or operator }) and send ' +
        'Authorization: Bearer. For people, add api.users or api.oidc.',
    )
  }
  if (!isAskedAsLoopback(request)) {
    throw forbidden(
      'Without a configured token the API is asked for as localhost, 127.0.0.1 or [::1] only. Use such a URL, or add ' +
        'api.tokens to config.yaml.',
    )
  }
  if (isOfAnotherSite(request)) throw otherSite()
}

const whereTokenIs =
  'No token is configured, so the API asks for the one in the file local-token of the data folder (LEADYARD_DATA; ' +
  'default: data), which its own user alone can read. The CLI sends it by itself when that user runs it in the folder of ' +
  'the hub; others send Authorization: Bearer. A browser opens the link that `npm run leadyard -- console` prints. Or add api.tokens to config.yaml.'

export function otherSite(): Refusal {
  return forbidden('This request was made by a page of another site. Nothing was done.')
}
