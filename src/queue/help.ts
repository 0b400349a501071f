/**
 * Rings of a full worker for the others. While no worker has room, such rings come ever more seldom: each of them costs
 * the queue several statements. A worker that begins to serve a destination needs none, because it looks by itself.
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

/** Milliseconds between two rings of a destination: at first, and at most. */
export const pauses = { first: 50, most: 250 }

interface Asked {
  /** By the clock of `performance.now()`. */
  at: number
  /** Milliseconds until the next ring. */
  pause: number
  timer?: NodeJS.Timeout | undefined
}

export function openHelp(ring: (destination: string) => Promise<unknown>, onFailure: (error: unknown) => void): Help {
  const asked = new Map<string, Asked>()
  const send = (destination: string) => ring(destination).catch(onFailure)

  /** The pause doubles while rings follow each other, and is short again once there were none. */
  function next(destination: string, most: number): Asked {
    const now = performance.now()
    const last = asked.get(destination)
    const follows = last !== undefined && now - last.at < 2 * pauses.most
    const entry = { at: now, pause: follows ? Math.min(2 * last.pause, most) : pauses.first }
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
