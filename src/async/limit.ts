/** How many deliveries of a destination this process has claimed and tries at once. */
export interface Limit {
  /**
   * Runs `claim`, and `attempt` with what it gives, when there is room, in the order asked.
   * @throws SlotsClosed when it was not claimed before `close`
   */
  run<C, T>(claim: () => Promise<C | undefined>, attempt: (claimed: C) => Promise<T>): Promise<T | undefined>
  /** Nothing more is claimed. What is, is tried. */
  close(): void
}

export class LimitClosed extends Error {}

export function openLimit(amount: number): Limit {
  const waiting: { enter: () => void; refuse: (reason: Error) => void }[] = []
  let room = amount
  let closed = false

  function enter(): Promise<void> | undefined {
    if (closed) throw new LimitClosed()
    if (room === 0) return new Promise((resolve, refuse) => waiting.push({ enter: resolve, refuse }))
    room--
    return undefined
  }

  function leave(): void {
    const next = waiting.shift()
    if (next) next.enter()
    else room++
  }

  return {
    async run(claim, attempt) {
      await enter()
      try {
        const claimed = await claim()
        return claimed === undefined ? undefined : await attempt(claimed)
      } finally {
        leave()
      }
    },
    close() {
      closed = true
      for (const { refuse } of waiting.splice(0)) refuse(new LimitClosed())
    },
  }
}
