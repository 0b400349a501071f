/** Where a request comes from: this machine or another, a page of the hub or of another site, by TLS or not. */
import type { Request } from 'express'

/** Headers of a proxy on this machine, which passes on requests from anywhere. */
const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/** Whether this machine made the request, and no proxy passed it on. */
export function isFromThisMachine(request: Request): boolean {
  return isLoopback(request.socket.remoteAddress ?? '') && forwarded.every((name) => request.get(name) === undefined)
}

/** Whether the hub was asked for as localhost, 127.0.0.1 or [::1]; another name may resolve to this machine, too. */
export function isAskedAsLoopback(request: Request): boolean {
  const name = (request.get('host') ?? '').replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || isLoopback(name)
}

/**
 * Whether the browser used TLS. `X-Forwarded-Proto` counts only with `listen.trustProxy`: else anyone can write it.
 * @param publicUrl `listen.publicUrl`, for a proxy that sends no such header.
 */
export function isSecure(request: Request, publicUrl: string | undefined): boolean {
  // Express reads the header of a trusted proxy.
  if (request.secure) return true
  const isTold = isFromTrustedProxy(request) && request.get('x-forwarded-proto') !== undefined
  const url = URL.parse(publicUrl ?? '')
  return !isTold && url?.protocol === 'https:' && url.host === request.get('host')?.toLowerCase()
}

function isFromTrustedProxy({ app, socket }: Request): boolean {
  return app.get('trust proxy fn')(socket.remoteAddress ?? '', 0)
}

/** Whether a page of another site made the request. A program tells neither, and is no page. */
export function isOfAnotherSite(request: Request, publicUrl?: string): boolean {
  const site = request.get('sec-fetch-site')
  const origin = request.get('origin')
  const isOwn = site === undefined || site === 'same-origin' || site === 'none'
  return !isOwn || (!!origin && !isOwnOrigin(request, origin, publicUrl))
}

/**
 * Whether one of the hub's own pages surely made the request. A browser sends a cookie with every request, also with
 * the form of another site, so a request that is told by its cookie has to prove it.
 */
export function isOfOwnPage(request: Request, publicUrl: string | undefined): boolean {
  const site = request.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  return isOwnOrigin(request, request.get('origin') ?? '', publicUrl)
}

function isOwnOrigin(request: Request, origin: string, publicUrl: string | undefined): boolean {
  const scheme = isSecure(request, publicUrl) ? 'https' : 'http'
  return origin.toLowerCase() === `${scheme}://${(request.get('host') ?? '').toLowerCase()}`
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address)
}
