/** Tells listeners what changed in the ledger, by one look a second for all of them, and none without listeners. */
import { createHash } from 'node:crypto'
import { changedNames, type Marks } from '../ledger/reads/changes.ts'
import type { LiveEvent } from './live.ts'
import { Refusal } from './refusal.ts'

export interface ChangeFeed {
  /**
   * Sends the names of what changed since the event `last`, perhaps none, then those of every further change. While nothing
   * changes it sends beats with the hub's clock, as long as it can look at the ledger.
   * @param who the caller's name
   * @returns a function that ends it
   * @throws Refusal 429, or the error of the first look
   */
  listen(who: string, last: string | undefined, send: (event: LiveEvent) => void): Promise<() => void>
}

export interface FeedOptions {
  look(): Promise<Marks>
  onError(error: unknown): void
  /** Milliseconds between two looks. @default 1000 */
  every?: number
  /** Milliseconds between two beats. @default 5000 */
  beatEvery?: number
  /** @default 200 */
  mostListeners?: number
  /** Of one caller, so that no caller takes all the room. @default 20 */
  mostOfOne?: number
}

/** A session that ends, and a token or user that is removed, change one of these. */
const ofRights = new Set(['audit', 'config', 'everything'])

/** More names say no more than this. */
const everything = ['everything']
const mostNames = 100

/** How many looks are remembered, so that a listener who comes back is told exactly what changed. */
const remembered = 60

interface Look {
  id: string
  marks: Marks
  /** Milliseconds of the monotonic clock. */
  at: number
}

export function openChangeFeed({
  look,
  onError,
  every = 1_000,
  beatEvery = 5_000,
  mostListeners = 200,
  mostOfOne = 20,
}: FeedOptions): ChangeFeed {
  const listeners = new Map<(event: LiveEvent) => void, string>()
  const looks = new Map<string, Look>()
  let newest: Look | undefined
  let looking: Promise<Look> | undefined
  let timer: NodeJS.Timeout | undefined
  let beatAt = Number.NEGATIVE_INFINITY

  /** Looks that are asked for at the same time are one look. */
  function lookNow(): Promise<Look> {
    looking ??= look()
      .then(asLook)
      .finally(() => (looking = undefined))
    return looking
  }

  function asLook(marks: Marks): Look {
    const text = JSON.stringify([...marks].sort(([a], [b]) => (a < b ? -1 : 1)))
    const id = createHash('sha256').update(text).digest('base64url').slice(0, 16)
    const before = newest
    newest = { id, marks, at: performance.now() }
    // The order of insertion is the order of the looks.
    looks.delete(id)
    looks.set(id, newest)
    for (const [oldest] of looks) if (looks.size > remembered) looks.delete(oldest)
    if (before && before.id !== id) {
      const names = few(changedNames(before.marks, marks))
      const event = { id, data: names, isDoubtful: names.some((name) => ofRights.has(name)) }
      for (const send of listeners.keys()) send(event)
    } else if (newest.at - beatAt >= beatEvery) {
      beatAt = newest.at
      for (const send of listeners.keys()) send({ event: 'beat', data: new Date().toISOString() })
    }
    return newest
  }

  return {
    async listen(who, last, send) {
      // While others listen, the newest look is a second old, and the next tells what changed since. It is older if the
      // ledger does not answer, and then a listener is told nothing.
      const isFresh = timer && newest && performance.now() - newest.at < 3 * every
      const now = isFresh && newest ? newest : await lookNow()
      if (listeners.size >= mostListeners) throw tooMany(`${mostListeners} listeners`)
      const own = [...listeners.values()].filter((one) => one === who).length
      if (own >= mostOfOne) throw tooMany(`${mostOfOne} listeners of ${who}`)
      const known = last === undefined ? now : looks.get(last)
      send({ id: now.id, data: known ? few(changedNames(known.marks, now.marks)) : everything })
      listeners.set(send, who)
      timer ??= setInterval(() => void (looking ?? lookNow().catch(onError)), every)
      return () => {
        listeners.delete(send)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

function few(names: string[]): string[] {
  return names.length > mostNames ? everything : names
}

function tooMany(which: string): Refusal {
  const detail = `${which} are connected to this hub, and it takes no more. Read again later instead, with If-None-Match.`
  return new Refusal({ status: 429, title: 'Too Many Requests', detail })
}
