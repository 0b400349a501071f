/** Identifies the caller and checks the role. Without configured tokens only this machine's own user may call. */
import type { Request } from 'express'
import { sameKey } from '../web/key.ts'
import type { Role } from './endpoint.ts'
import { Refusal } from './refusal.ts'

export interface Token {
  name: string
  token: string
  role: Role
}

export interface Caller {
  name: string
  role: Role
}

/**
 * @param localToken the token of the data folder; it counts only without configured tokens, and on this machine.
 * @throws Refusal 401 or 403 that tells what to do.
 */
export function identify(request: Request, tokens: readonly Token[], localToken: string | undefined): Caller {
  return tokens.length > 0 ? byToken(request, tokens, localToken) : byLocalToken(request, localToken)
}

/** @throws Refusal 403 */
export function requireRole(role: Role, caller: Caller): void {
  if (role === 'viewer' || caller.role === 'operator') return
  throw new Refusal({
    status: 403,
    title: 'Forbidden',
    detail: `The token ${caller.name} may read. This takes a token whose role in config.yaml is operator.`,
  })
}

function presentedToken(request: Request): string {
  return /^bearer +(\S+) *$/i.exec(request.get('authorization') ?? '')?.[1] ?? ''
}

function byToken(request: Request, tokens: readonly Token[], localToken: string | undefined): Caller {
  const presented = presentedToken(request)
  // Every token is compared, so that the time does not tell which token is near.
  const right = tokens.filter(({ token }) => sameKey(presented, token))
  const [caller] = right
  if (presented && caller) return caller
  if (localToken !== undefined && sameKey(presented, localToken)) {
    throw unauthorized(
      'config.yaml has api.tokens, so the token of the data folder does not count. Send one of those (the CLI: ' +
        'LEADYARD_TOKEN or --token).',
    )
  }
  throw unauthorized(
    presented
      ? 'No token under api.tokens in config.yaml is this one. Check that it was copied whole.'
      : 'Send Authorization: Bearer with a token of api.tokens in config.yaml (the CLI: LEADYARD_TOKEN or --token).',
  )
}

function byLocalToken(request: Request, localToken: string | undefined): Caller {
  if (!isLoopback(request.socket.remoteAddress ?? '') || forwarded.some((name) => request.get(name) !== undefined)) {
    throw unauthorized(
      'No token is configured, so the API answers on its own machine only. To reach it from elsewhere, or through a ' +
        'proxy, add api.tokens to config.yaml ({ name, token: ${env:NAME}, role: viewer or operator }) and send ' +
        'Authorization: Bearer.',
    )
  }
  refuseOtherSites(request)
  // A proxy may add no header; then its requests look like requests of this machine.
  if (localToken === undefined || !sameKey(presentedToken(request), localToken)) throw unauthorized(whereTokenIs)
  return { name: 'local', role: 'operator' }
}

const whereTokenIs =
  'No token is configured, so the API asks for the one in the file local-token of the data folder (LEADYARD_DATA; ' +
  'default: data), which its own user alone can read. The CLI sends it by itself when that user runs it in the folder of ' +
  'the hub; others send Authorization: Bearer. Or add api.tokens to config.yaml.'

/** Headers of a proxy on this machine, which passes on requests from anywhere. */
const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/**
 * Any website can make the operator's browser call this machine: by this machine's name, or by the website's own name
 * if that resolves to 127.0.0.1.
 */
function refuseOtherSites(request: Request): void {
  const host = request.get('host') ?? ''
  if (!isLoopbackName(hostNameOf(host))) {
    throw forbidden(
      'Without a configured token the API is asked for as localhost, 127.0.0.1 or [::1] only. Use such a URL, or add ' +
        'api.tokens to config.yaml.',
    )
  }
  const site = request.get('sec-fetch-site')
  const origin = request.get('origin')
  const own =
    (site === undefined || site === 'same-origin' || site === 'none') && (!origin || isSameOrigin(origin, host))
  if (!own) throw forbidden('This request was made by a page of another site. Nothing was done.')
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address)
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || isLoopback(name)
}

function hostNameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase()
}

function isSameOrigin(origin: string, host: string): boolean {
  return origin.toLowerCase() === `http://${host.toLowerCase()}`
}

function unauthorized(detail: string): Refusal {
  return new Refusal({ status: 401, title: 'Unauthorized', detail })
}

function forbidden(detail: string): Refusal {
  return new Refusal({ status: 403, title: 'Forbidden', detail })
}
