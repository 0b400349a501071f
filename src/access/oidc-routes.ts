/** The two steps of a sign-in at an identity provider: the browser goes there, and comes back. */
import { type Request, type Response, Router } from 'express'
import type { OidcSettings } from '../config/sign-in.ts'
import { audit } from '../ledger/audit.ts'
import { startLasts, storeOidcStart, takeOidcStart } from '../ledger/oidc-starts.ts'
import { sameKey } from '../web/key.ts'
import { forbidden, Refusal } from '../web/refusal.ts'
import type { Access } from './access.ts'
import { readCookie, setCookie } from './cookie.ts'
import { type Check, CheckFailed } from './failures.ts'
import { isSecure } from './origin.ts'
import { beginSession, keyOf } from './sessions.ts'
import { refusePlain, unnamed } from './sign-in.ts'
import { previousSession, rememberSession } from './visit.ts'

export function oidcRoutes(access: Access): Router {
  const router = Router()
  router.get('/oidc/start', (request, response) => start(access, request, response))
  router.get('/oidc/return', (request, response) =>
    comeBack(access, request, response).catch((error: unknown) => {
      if (error instanceof CheckFailed) access.failed(error.failed)
      throw error
    }),
  )
  return router
}

async function start(access: Access, request: Request, response: Response): Promise<void> {
  const { settings, publicUrl } = settingsOf(access)
  refusePlain(request, publicUrl)
  const to = ownPath(request.query['to'] ?? '/')
  await access.starts.begin(request.ip ?? '')
  const secure = isSecure(request, publicUrl)
  const { url, state, nonce, verifier } = await access.provider(settings).begin(returnUrlOf(settings, request, secure))
  await storeOidcStart(access.db, { key: keyOf(state), nonce, verifier, return_to: to })
  setCookie(response, 'leadyard-oidc', state, secure, startLasts / 1000)
  goTo(response, url.href)
}

async function comeBack(access: Access, request: Request, response: Response): Promise<void> {
  const { settings, publicUrl } = settingsOf(access)
  const secure = isSecure(request, publicUrl)
  const state = request.query['state']
  // Without the cookie another person could sign this browser in as themselves.
  if (typeof state !== 'string' || !sameKey(state, readCookie(request, 'leadyard-oidc', secure) ?? '')) {
    throw refused('cookie', 'This sign-in was not begun in this browser, or came back already. Begin again.')
  }
  setCookie(response, 'leadyard-oidc', '', secure, 0)
  const begun = await takeOidcStart(access.db, keyOf(state))
  if (!begun) throw refused('state', 'This sign-in came back already, and counts once only. Begin again.')
  if (begun.late) throw refused('time', 'This sign-in took longer than ten minutes. Begin again.')
  const came = new URL(returnUrlOf(settings, request, secure))
  came.search = new URL(request.originalUrl, came).search
  const { nonce, verifier } = begun
  const { name, role } = await access.provider(settings).finish(came, { state, nonce, verifier })
  if (!role) {
    await audit(access.db, { actor: unnamed, action: 'sign-in-failed', subject: 'sessions', detail: { by: 'oidc' } })
    throw refused(
      'role',
      'The identity provider knows you, but gives you no role here. Ask an operator to add a group of yours to operators ' +
        'or viewers of api.oidc in config.yaml.',
    )
  }
  const before = previousSession(request, secure)
  rememberSession(response, await beginSession(access, { name, role, by: 'oidc', before }), secure)
  goTo(response, begun.return_to)
}

function refused(check: Check, detail: string): CheckFailed {
  return new CheckFailed(check, forbidden(detail))
}

/** @throws Refusal 404 */
function settingsOf({ config }: Access): { settings: OidcSettings; publicUrl: string | undefined } {
  const { oidc, listen } = config()
  if (oidc) return { settings: oidc, publicUrl: listen.publicUrl }
  const detail = 'config.yaml has no api.oidc, so no person can sign in at an identity provider.'
  throw new Refusal({ status: 404, title: 'Not Found', detail })
}

function returnUrlOf({ returnUrl }: OidcSettings, request: Request, secure: boolean): string {
  return returnUrl ?? `${secure ? 'https' : 'http'}://${request.get('host') ?? ''}${request.baseUrl}/oidc/return`
}

/** @throws Refusal 400: another address would let a link of ours lead to a stranger's page. */
function ownPath(to: unknown): string {
  const here = 'http://hub.invalid'
  const isPath = typeof to === 'string' && to.length <= 2_000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(to)
  if (isPath && URL.parse(to, here)?.origin === here) return to
  const detail = '`to` must be a path of the hub, such as /failed.'
  throw new Refusal({ status: 400, title: 'Bad Request', detail })
}

function goTo(response: Response, address: string): void {
  response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).redirect(303, address)
}
