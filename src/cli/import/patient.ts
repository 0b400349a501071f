import { setTimeout as pause } from 'node:timers/promises'
import { HubRefusal } from '../client.ts'
import { exitCodes, Quit } from '../quit.ts'

/** In all, in milliseconds. */
const patience = 60_000
const first = 500
const longest = 15_000

/**
 * Asks again while the hub or its ledger is away, up to a minute; the hub recognises a batch that it has taken.
 * @param onWait told before each wait
 */
export async function patiently<T>(
  ask: () => Promise<T>,
  signal: AbortSignal,
  onWait: (message: string) => void,
  most = patience,
): Promise<T> {
  for (let [wait, waited] = [first, 0]; ; ) {
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
      wait = Math.min(wait * 2, longest)
    }
  }
}

function passes(error: unknown): error is Quit {
  if (error instanceof HubRefusal) return [429, 500, 502, 503, 504].includes(error.status)
  return error instanceof Quit && error.code === exitCodes.unreachable
}
