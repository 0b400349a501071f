import { setTimeout as pause } from 'node:timers/promises'

const longest = 5_000

/**
 * Repeats the work until it succeeds, because a sent lead must be recorded however long the ledger is away. It waits
 * 100 ms at first, then twice as long each time, and 5 s at most.
 * @param onFailure is called with every error.
 * @throws the last error once `stopping` aborts.
 */
export async function retry<R>(
  work: () => Promise<R>,
  stopping: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<R> {
  for (let wait = 100; ; wait = Math.min(wait * 2, longest)) {
    try {
      return await work()
    } catch (error) {
      onFailure(error)
      if (stopping.aborted) throw error
      await pause(wait, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
}
