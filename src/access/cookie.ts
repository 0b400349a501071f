/** The cookies: the secret of a session, and the state of a sign-in at an identity provider. */
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request, Response } from 'express'

type Name = 'leadyard' | 'leadyard-oidc'

/** `__Host-`: the browser takes it by TLS only, from this host alone; no other host can set it. */
function nameOf(name: Name, secure: boolean): string {
  return secure ? `__Host-${name}` : name
}

export function readCookie(request: Request, name: Name, secure: boolean): string | undefined {
  return parseCookie(request.get('cookie') ?? '')[nameOf(name, secure)]
}

/** @param seconds until the browser forgets it; 0 = now. */
export function setCookie(response: Response, name: Name, value: string, secure: boolean, seconds: number): void {
  const cookie = { name: nameOf(name, secure), value, maxAge: seconds }
  // Lax: the way back from an identity provider is a step from another site.
  response.append('set-cookie', stringifySetCookie({ ...cookie, path: '/', httpOnly: true, sameSite: 'lax', secure }))
}
