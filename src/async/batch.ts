import { type ConcurrencyLimit, openConcurrencyLimit } from './concurrency-limit.ts'

/**
 * A group commit without a timer: items that arrive during a flush share the next flush. If no flush is under way, an
 * item is flushed at once and alone. Under load, each flush has many items.
 */
export interface Batch<T, R> {
  (item: T): Promise<R>
  /** Resolves when every item that was added so far has been flushed. */
  settled(): Promise<void>
}

interface Waiting<T, R> {
  item: T
  resolve: (result: R) => void
  reject: (reason: unknown) => void
}

/**
 * @param flush gets 1 to `most` items and returns their results in the same order. If it throws for several items, each
 * item is flushed alone, so that one bad item fails by itself.
 * @param most items of a flush at most.
 * @param limit flushes under way at once; several batches may share it. @default one flush at a time, of this batch
 * alone
 */
export function batch<T, R>(
  flush: (items: T[]) => Promise<readonly R[]>,
  { most, limit = openConcurrencyLimit(1) }: { most: number; limit?: ConcurrencyLimit },
): Batch<T, R> {
  const waiting: Waiting<T, R>[] = []
  let running = 0
  const idle: (() => void)[] = []

  function startFlushes(): void {
    while (waiting.length > 0 && limit.enter(startFlushes)) {
      const items = waiting.splice(0, most)
      running++
      void flushAll(items).finally(() => {
        running--
        limit.leave()
        startFlushes()
        // Items may still wait here, because another batch may have taken the room under the limit.
        if (running === 0 && waiting.length === 0) for (const done of idle.splice(0)) done()
      })
    }
  }

  async function flushAll(items: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await flush(items.map(({ item }) => item))
      items.forEach(({ resolve }, at) => {
        resolve(results[at] as R)
      })
    } catch (reason) {
      if (items.length === 1 || isOutage(reason)) for (const { reject } of items) reject(reason)
      else for (const item of items) await flushAll([item])
    }
  }

  const add = (item: T) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      // Items of one tick of the event loop share a flush, even if no flush is under way.
      if (waiting.length === 1) setImmediate(startFlushes)
    })

  const settled = () =>
    new Promise<void>((resolve) => {
      if (running === 0 && waiting.length === 0) resolve()
      else idle.push(resolve)
    })

  return Object.assign(add, { settled })
}

/** A lost connection, a statement out of time or a read-only ledger would fail each item alone, too. */
function isOutage(reason: unknown): boolean {
  // Our own code throws these for an item that cannot be serialised.
  if (reason instanceof TypeError || reason instanceof RangeError) return false
  // An SQLSTATE, or the code of a socket's error.
  const code = typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : ''
  return !/^[0-9A-Z]{5}$/.test(code) || /^(08|25006|25P03|53|55P03|57)/.test(code)
}
