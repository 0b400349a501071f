/** Counts refused posts in memory, by source, hour and status, until they are written. */
import type { RefusedPosts } from '../ledger/refused-posts.ts'

export interface RefusalTally {
  add(source: string, status: number, at?: Date): void
  /** @returns what was counted since the last call */
  take(): RefusedPosts[]
  /** What was taken and could not be written counts again. */
  putBack(rows: readonly RefusedPosts[]): void
}

const hourMs = 3_600_000
/** In an outage that lasts, the oldest counts are dropped. */
const most = 10_000

export function openRefusalTally(): RefusalTally {
  let counts = new Map<string, RefusedPosts>()
  function put(row: RefusedPosts): void {
    const key = `${row.hour.getTime()} ${row.status} ${row.source}`
    const known = counts.get(key)
    counts.set(key, known ? together(known, row) : row)
    if (counts.size > most) counts.delete(counts.keys().next().value ?? '')
  }
  return {
    add(source, status, at = new Date()) {
      const hour = new Date(Math.floor(at.getTime() / hourMs) * hourMs)
      put({ source, hour, status, posts: 1, firstAt: at, lastAt: at })
    },
    take() {
      const taken = [...counts.values()]
      counts = new Map()
      return taken
    },
    putBack(rows) {
      for (const row of rows) put(row)
    },
  }
}

function together(a: RefusedPosts, b: RefusedPosts): RefusedPosts {
  return {
    ...a,
    posts: a.posts + b.posts,
    firstAt: new Date(Math.min(a.firstAt.getTime(), b.firstAt.getTime())),
    lastAt: new Date(Math.max(a.lastAt.getTime(), b.lastAt.getTime())),
  }
}
