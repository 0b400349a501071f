/** How many deliveries of a destination this process has claimed, and how many it tries, at once. */
export interface Slots {
  /**
   * Runs `claim`, and `attempt` with what it gives, each when there is room, in the order asked.
   * @throws SlotsClosed when it was not claimed before `close`
   */
  run<C, T>(claim: () => Promise<C | undefined>, attempt: (claimed: C) => Promise<T>): Promise<T | undefined>
  /** Nothing more is claimed. What is, is tried. */
  close(): void
}

export class SlotsClosed extends Error {}

/** A try this short (ms) is over by the time the next delivery is claimed: one may be claimed ahead. */
const short = 250

/**
 * @param amount tries at once.
 * @param ahead claimed beside them while the far end answers quickly: they wait for a try, not for the ledger.
 */
export function openSlots(amount: number, ahead: number): Slots {
  let quick = false
  const claims = openGate(() => amount + (quick ? ahead : 0))
  const tries = openGate(() => amount)

  async function inTurn<T>(attempt: () => Promise<T>): Promise<T> {
    await tries.enter()
    const started = performance.now()
    try {
      return await attempt()
    } finally {
      quick = performance.now() - started < short
      tries.leave()
    }
  }

  return {
    async run(claim, attempt) {
      await claims.enter()
      try {
        const claimed = await claim()
        return claimed === undefined ? undefined : await inTurn(() => attempt(claimed))
      } finally {
        claims.leave()
      }
    },
    close: claims.close,
  }
}

function openGate(room: () => number) {
  const waiting: { enter: () => void; refuse: (reason: Error) => void }[] = []
  let inside = 0
  let closed = false
  const admit = () => {
    while (waiting.length > 0 && inside < room()) {
      inside++
      waiting.shift()?.enter()
    }
  }
  return {
    enter() {
      return new Promise<void>((enter, refuse) => {
        if (closed) return refuse(new SlotsClosed())
        waiting.push({ enter, refuse })
        admit()
      })
    },
    leave() {
      inside--
      admit()
    },
    close() {
      closed = true
      for (const { refuse } of waiting.splice(0)) refuse(new SlotsClosed())
    },
  }
}
