/** How many pieces of work may be under way at once, counted over everything that shares the limit. */
export interface ConcurrencyLimit {
  /** @returns false when there is no room; `again` is called when there is. */
  enter(again: () => void): boolean
  leave(): void
}

export function openConcurrencyLimit(most: number): ConcurrencyLimit {
  const waiting = new Set<() => void>()
  let room = most
  return {
    enter(again) {
      if (room === 0) {
        waiting.add(again)
        return false
      }
      room--
      return true
    },
    leave() {
      room++
      const [first] = waiting
      if (!first) return
      waiting.delete(first)
      first()
    },
  }
}

/** Waits until the limit has room, then runs the work. */
export async function underLimit<R>(limit: ConcurrencyLimit, work: () => Promise<R>): Promise<R> {
  await new Promise<void>((resolve) => {
    const enter = () => {
      if (limit.enter(enter)) resolve()
    }
    enter()
  })
  return work().finally(() => limit.leave())
}
