/**
 * Rings of a full worker for the others. BullMQ may give a ring to any worker, also to the one that rang, so several
 * follow each other. If no worker has room for long, they come more seldom: each costs the queue several statements. A
 * worker that begins to serve a destination needs none, because it looks by itself.
 */

export interface Help {
  /** There was no room here for everything that is due: rings for the others, after a pause if it did so just now. */
  ask(destination: string): void
  /**
   * A ring came for which there is no room: rings again after a pause, for any worker.
   * @param most milliseconds of the pause, at most
   */
  passOn(destination: string, most?: number): void
  /** The rings that wait leave now. */
  close(): Promise<void>
}

/** Milliseconds between two rings of a destination: at first, and when they have followed each other for `within`. */
export const pauses = { first: 50, within: 1_000, most: 250 }

interface Asked {
  /** By the clock of `performance.now()`. */
  at: number
  /** When the first of the rings that follow each other was. */
  since: number
  /** Milliseconds until the next ring. */
  pause: number
  timer?: NodeJS.Timeout | undefined
}

export function openHelp(ring: (destination: string) => Promise<unknown>, onFailure: (error: unknown) => void): Help {
  const asked = new Map<string, Asked>()
  const send = (destination: string) => ring(destination).catch(onFailure)

  function next(destination: string, most: number): Asked {
    const now = performance.now()
    const last = asked.get(destination)
    const since = last && now - last.at < 2 * pauses.most ? last.since : now
    const entry = { at: now, since, pause: now - since < pauses.within ? pauses.first : most }
    asked.set(destination, entry)
    return entry
  }

  function later(entry: Asked, ms: number, destination: string, onRing: () => void): void {
    entry.timer = setTimeout(() => {
      entry.timer = undefined
      onRing()
      void send(destination)
    }, ms).unref()
  }

  return {
    ask(destination) {
      const last = asked.get(destination)
      if (last?.timer) return
      const left = last ? last.at + last.pause - performance.now() : 0
      const goOn = () => void next(destination, pauses.most)
      // What became due just now would wait for a slot of this worker otherwise.
      if (last && left > 0) return later(last, left, destination, goOn)
      goOn()
      void send(destination)
    },
    passOn(destination, most = pauses.most) {
      if (asked.get(destination)?.timer) return
      const entry = next(destination, most)
      later(entry, entry.pause, destination, () => (entry.at = performance.now()))
    },
    async close() {
      const waiting = [...asked].filter(([, { timer }]) => timer)
      for (const [, { timer }] of waiting) clearTimeout(timer)
      asked.clear()
      await Promise.all(waiting.map(([destination]) => send(destination)))
    },
  }
}
