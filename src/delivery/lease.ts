/**
 * A claim is a lease. A worker whose beats stop is taken for dead by the others, which then send its deliveries again. So it
 * sends nothing under a claim made before a pause of its beats (a frozen process, a ledger out of reach), not even after it
 * beats again.
 */
import { deadAfterMs } from '../ledger/workers.ts'
import type { MayLeave } from '../outside/claim.ts'

export interface Lease {
  /** For claims that are asked for from now on. */
  claiming(): MayLeave
  /**
   * A beat was taken by the ledger.
   * @param asked when the beat was sent: the ledger's own clock says no earlier.
   * @param now.known whether the ledger knew this worker: `false` = it was taken for dead meanwhile.
   * @param now.others whether other workers live.
   */
  renew(asked: Moment, now: { known: boolean; others: boolean }): void
  /** The ledger says that this worker's claims are no longer its own. */
  lose(): void
  isHeld(): boolean
  /** Whether other workers live, as the last beat told. */
  hasOthers(): boolean
  /** For how long without a pause, in milliseconds; 0 when it is not held. */
  heldFor(): number
  /** Resolves once it is held. @throws the signal's reason */
  held(signal: AbortSignal): Promise<void>
}

export interface Moment {
  /** Milliseconds that no clock change moves. */
  steady: number
  /** Milliseconds of the wall clock: it goes on while a machine sleeps. */
  wall: number
}

export function rightNow(): Moment {
  return { steady: performance.now(), wall: Date.now() }
}

/** Shorter than what others wait, by what a request may need from the last look at the clock to the wire. */
export const leaseMs = deadAfterMs - 2_000

export function openLease(clock: () => Moment = rightNow): Lease {
  let claims = 0
  let others = false
  let since: Moment | undefined
  let renewed: Moment | undefined
  const waiting = new Set<() => void>()

  function isHeld(): boolean {
    if (!renewed) return false
    const now = clock()
    return now.steady - renewed.steady < leaseMs && now.wall - renewed.wall < leaseMs
  }

  return {
    claiming() {
      const mine = claims
      return () => mine === claims && isHeld()
    },
    renew(asked, { known, others: more }) {
      others = more
      if (!known || !isHeld()) {
        claims++
        since = asked
      }
      renewed = asked
      if (isHeld()) for (const resolve of waiting) resolve()
    },
    lose() {
      renewed = undefined
    },
    isHeld,
    hasOthers: () => others,
    heldFor: () => (since && isHeld() ? clock().steady - since.steady : 0),
    held(signal) {
      if (isHeld()) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const end = () => {
          waiting.delete(hold)
          signal.removeEventListener('abort', refuse)
        }
        const hold = () => {
          end()
          resolve()
        }
        const refuse = () => {
          end()
          reject(signal.reason)
        }
        if (signal.aborted) return refuse()
        waiting.add(hold)
        signal.addEventListener('abort', refuse, { once: true })
      })
    },
  }
}
