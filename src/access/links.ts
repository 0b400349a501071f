/**
 * Links that sign a browser in once, for a hub that only its machine's own user may use. The link holds a code after `#`,
 * which a browser never sends, so it is in no log. Each hub knows its own links.
 */
import { createHash, randomBytes } from 'node:crypto'

/** Milliseconds. */
const linkLasts = 60 * 60_000

/** Codes that are kept; a new one beyond takes the oldest's place. */
const most = 20

export interface Links {
  /** @returns the code of a new link. */
  make(): string
  /** Whether the code is one of a link; it counts once. */
  take(code: string): boolean
}

/** @param now milliseconds */
export function openLinks(now: () => number = Date.now): Links {
  const ends = new Map<string, number>()
  return {
    make() {
      const code = randomBytes(32).toString('base64url')
      const [oldest] = ends.keys()
      if (oldest !== undefined && ends.size >= most) ends.delete(oldest)
      ends.set(keyOf(code), now() + linkLasts)
      return code
    },
    take(code) {
      const end = ends.get(keyOf(code))
      ends.delete(keyOf(code))
      return end !== undefined && now() < end
    },
  }
}

/** Only digests are compared, so the time tells nothing of a code. */
function keyOf(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}

/** The address that signs in. @param url of the hub */
export function linkTo(url: string, code: string): string {
  return `${url}/#sign-in=${code}`
}
