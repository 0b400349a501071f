/**
 * Work that arrives while a flush is under way shares the next one: a group commit without a timer. With nothing under
 * way an item goes at once and alone; under load one flush carries many.
 */
export interface Batch<T, R> {
  (item: T): Promise<R>
  /** Resolves when everything handed in so far has been flushed. */
  settled(): Promise<void>
}

/** How many flushes may be under way at once, of all who share it. */
export interface ConcurrencyLimit {
  /** @returns false when there is no room; `again` is called when there is. */
  enter(again: () => void): boolean
  leave(): void
}

export function openConcurrencyLimit(flights: number): ConcurrencyLimit {
  const next = new Set<() => void>()
  let room = flights
  return {
    enter(again) {
      if (room === 0) {
        next.add(again)
        return false
      }
      room--
      return true
    },
    leave() {
      room++
      const [first] = next
      if (!first) return
      next.delete(first)
      first()
    },
  }
}

/** Runs work as one of those flushes. */
export async function underLimit<R>(limit: ConcurrencyLimit, work: () => Promise<R>): Promise<R> {
  await new Promise<void>((resolve) => {
    const enter = () => {
      if (limit.enter(enter)) resolve()
    }
    enter()
  })
  return work().finally(() => limit.leave())
}

interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (reason: unknown) => void
}

/**
 * @param flush gets 1 to `most` items and answers in their order. When it throws for several, each is tried alone, so
 * that one bad item fails by itself.
 * @param most items a flush carries at most.
 * @param limit what it shares its turns with. @default one flush at a time, shared with nobody
 */
export function batch<T, R>(
  flush: (items: T[]) => Promise<readonly R[]>,
  { most, limit = openConcurrencyLimit(1) }: { most: number; limit?: ConcurrencyLimit },
): Batch<T, R> {
  const waiting: Waiting<T, R>[] = []
  let flying = 0
  const idle: (() => void)[] = []

  function fly(): void {
    while (waiting.length > 0 && limit.enter(fly)) {
      const batch = waiting.splice(0, most)
      flying++
      void carry(batch).finally(() => {
        flying--
        limit.leave()
        fly()
        // Another may have the limit now, and items of ours still wait for it.
        if (flying === 0 && waiting.length === 0) for (const done of idle.splice(0)) done()
      })
    }
  }

  async function carry(batch: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await flush(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, at) => {
        resolve(results[at] as R)
      })
    } catch (reason) {
      if (batch.length === 1 || isOutage(reason)) for (const { reject } of batch) reject(reason)
      else for (const one of batch) await carry([one])
    }
  }

  const hand = (item: T) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      // The items of one tick of the event loop travel together even when nothing is under way.
      if (waiting.length === 1) setImmediate(fly)
    })

  const settled = () =>
    new Promise<void>((resolve) => {
      if (flying === 0 && waiting.length === 0) resolve()
      else idle.push(resolve)
    })

  return Object.assign(hand, { settled })
}

/** A lost connection, a statement out of time, a read-only ledger (SQLSTATE, or a socket's error) fail each item alone too. */
function isOutage(reason: unknown): boolean {
  // Ours: an item that cannot even be written down.
  if (reason instanceof TypeError || reason instanceof RangeError) return false
  const code = typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : ''
  return !/^[0-9A-Z]{5}$/.test(code) || /^(08|25006|25P03|53|55P03|57)/.test(code)
}
