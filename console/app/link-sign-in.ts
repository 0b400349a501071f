/** Signs in by the link of `npm start`: the code stands after `#`, which no browser sends and no log has. */
import { hub } from '../hub/client.ts'

/** @returns why the link did not work, in the hub's words */
export async function signInByLink(): Promise<string | undefined> {
  const [, link] = /^#sign-in=([\w-]+)$/.exec(location.hash) ?? []
  if (link === undefined) return undefined
  history.replaceState(history.state, '', location.pathname + location.search)
  // A link that was opened twice must not end the session that it opened.
  const signedIn = await hub.call('get /me').then(
    () => true,
    () => false,
  )
  if (signedIn) return undefined
  return hub.call('post /sessions', { body: { link } }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}
