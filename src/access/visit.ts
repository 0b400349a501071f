/** One request of a browser: what an operation may do with its session, besides answering. */
import type { Request, Response } from 'express'
import { unauthorized } from '../web/refusal.ts'
import type { Access } from './access.ts'
import type { Caller } from './caller.ts'
import { readCookie, setCookie } from './cookie.ts'
import { otherSite } from './guard.ts'
import { isOfAnotherSite, isSecure } from './origin.ts'
import { findCaller } from './sessions.ts'
import { type Credentials, signIn } from './sign-in.ts'

export interface Visit {
  /** Opens a session and gives the browser its cookie. @throws Refusal */
  signIn(given: Credentials): Promise<Caller>
  /** Before a read that the audit notes. @throws Refusal 403: a page of another site made the browser ask. */
  refuseOtherSite(): void
  /** Takes the cookie away. */
  forget(): void
}

export function openVisit(request: Request, response: Response, access: Access): Visit {
  const { publicUrl } = access.config().listen
  const secure = isSecure(request, publicUrl)
  return {
    async signIn(given) {
      const secret = await signIn(request, given, access, previousSession(request, secure))
      const caller = await findCaller(access, secret)
      // The configuration was changed at this very moment.
      if (!caller) throw unauthorized('This session has ended. Sign in again.')
      rememberSession(response, secret, secure)
      return caller
    },
    refuseOtherSite() {
      // No page of another site can send a token.
      if (!request.get('authorization') && isOfAnotherSite(request, publicUrl)) throw otherSite()
    },
    forget: () => setCookie(response, 'leadyard', '', secure, 0),
  }
}

/** Seconds. The ledger ends a session earlier, when no request comes. */
const cookieLasts = 7 * 24 * 3_600

export function rememberSession(response: Response, secret: string, secure: boolean): void {
  setCookie(response, 'leadyard', secret, secure, cookieLasts)
}

/** The secret of the session that the browser had before it signed in again. */
export function previousSession(request: Request, secure: boolean): string | undefined {
  return readCookie(request, 'leadyard', secure)
}
