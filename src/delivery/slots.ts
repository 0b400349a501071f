/** How many tries of a destination may be under way at once in this process. */
export interface Slots {
  /** Waits for a free one, in the order asked. */
  take(): Promise<void>
  free(): void
}

export function openSlots(amount: number): Slots {
  const waiting: (() => void)[] = []
  let left = amount
  return {
    take() {
      if (left > 0) {
        left--
        return Promise.resolve()
      }
      return new Promise((resolve) => waiting.push(resolve))
    },
    free() {
      const next = waiting.shift()
      if (next) next()
      else left++
    },
  }
}
