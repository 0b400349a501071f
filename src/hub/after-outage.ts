import { setTimeout as pause } from 'node:timers/promises'
import { retry } from '../async/retry.ts'

/** Milliseconds between two runs: repeated failures must not keep the ledger busy with the reconciler. */
const pauseBetween = 10_000

/**
 * Runs the reconciler after an outage, because jobs that were being added meanwhile may be lost.
 * @param works rejects while the ledger or the queue is away
 * @param reconcile called once both work again
 * @returns a function to call after each failure
 */
export function openAfterOutage(
  works: () => Promise<unknown>,
  reconcile: () => Promise<void>,
  stopping: AbortSignal,
): () => void {
  let waiting = false
  let last = Number.NEGATIVE_INFINITY

  async function wait(): Promise<void> {
    await pause(Math.max(0, last + pauseBetween - performance.now()), undefined, { signal: stopping })
    await retry(works, stopping, () => undefined)
    last = performance.now()
    // A failure after this moment asks for another run.
    waiting = false
    await retry(reconcile, stopping, () => undefined)
  }

  return () => {
    if (waiting) return
    waiting = true
    // `wait` rejects only at the stop.
    void wait().catch(() => undefined)
  }
}
