import { setTimeout as pause } from 'node:timers/promises'
import { HubRefusal } from '../client.ts'
import { exitCodes, Quit } from '../quit.ts'

/** Milliseconds. */
const totalWait = 60_000
const firstWait = 500
const longestWait = 15_000

/**
 * Retries while the hub or its ledger cannot be reached, up to a minute. The hub recognises a batch that it has taken.
 * @param onWait called before each wait
 */
export async function withRetry<T>(
  ask: () => Promise<T>,
  signal: AbortSignal,
  onWait: (message: string) => void,
  most = totalWait,
): Promise<T> {
  for (let [wait, waited] = [firstWait, 0]; ; ) {
    try {
      return await ask()
    } catch (error) {
      if (!passes(error) || signal.aborted || waited >= most) throw error
      onWait(error.message)
      const next = Math.min(wait, most - waited)
      await pause(next, undefined, { signal }).catch(() => {
        throw error
      })
      waited += next
      wait = Math.min(wait * 2, longestWait)
    }
  }
}

function passes(error: unknown): error is Quit {
  if (error instanceof HubRefusal) return [429, 500, 502, 503, 504].includes(error.status)
  return error instanceof Quit && error.code === exitCodes.unreachable
}
