import { setTimeout as pause } from 'node:timers/promises'
import { retry } from '../async/retry.ts'

/** What fails again and again, for whatever reason, must not have the ledger searched all the time. */
const between = 10_000

/**
 * What was under way when the ledger or the queue was away may never have come into the queue.
 * @param works rejects while one of them is away.
 * @param reconcile is called once both work again.
 * @returns what is to be told of a failure.
 */
export function openAfterOutage(
  works: () => Promise<unknown>,
  reconcile: () => Promise<void>,
  stopping: AbortSignal,
): () => void {
  let waiting = false
  let last = Number.NEGATIVE_INFINITY

  async function wait(): Promise<void> {
    await pause(Math.max(0, last + between - performance.now()), undefined, { signal: stopping })
    await retry(works, stopping, () => undefined)
    last = performance.now()
    // What fails after this moment asks for another.
    waiting = false
    await retry(reconcile, stopping, () => undefined)
  }

  return () => {
    if (waiting) return
    waiting = true
    // Rejects at the stop only.
    void wait().catch(() => undefined)
  }
}
