/** Whether the hub is back, and still serves the console that runs here. */

const reloadedAt = 'leadyard-reloaded'
/** Milliseconds in which the page is loaded again by itself at most once. */
const rarely = 60_000

/** @returns `away` if the hub does not serve the console now, `other` if it serves another version than the one that runs */
export async function servedNow(): Promise<'same' | 'other' | 'away'> {
  try {
    const reply = await fetch('/', {
      cache: 'no-store',
      headers: { accept: 'text/html' },
      signal: AbortSignal.timeout(5_000),
    })
    if (!reply.ok) return 'away'
    const page = await reply.text()
    const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')
    if (!page.includes('id="console"')) return 'away'
    return own && page.includes(own.getAttribute('src') ?? '') ? 'same' : 'other'
  } catch {
    return 'away'
  }
}

/** Loads the page again, at the same address. @returns false if that was done a moment ago, and did not help */
export function reloadOnce(): boolean {
  const before = Number(sessionStorage.getItem(reloadedAt) ?? 0)
  if (Date.now() - before < rarely) return false
  sessionStorage.setItem(reloadedAt, String(Date.now()))
  location.reload()
  return true
}
