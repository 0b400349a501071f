/**
 * A claim is a lease. When a worker's heartbeats stop, the others take it for dead and send its deliveries again. So a
 * worker sends nothing under a claim from before a pause of its heartbeats, also after the heartbeats are back. Such a
 * pause is a frozen process, or a ledger that cannot be reached.
 */
import { deadAfterMs } from '../ledger/workers.ts'
import type { MayLeave } from '../outside/claim.ts'

export interface Lease {
  /** @returns whether a request may leave under a claim that is made from now on */
  claiming(): MayLeave
  /**
   * The ledger took a heartbeat.
   * @param asked when the heartbeat was sent; the ledger's own time for it is not earlier
   * @param now.known whether the ledger knew this worker; `false`: it was taken for dead meanwhile
   * @param now.others whether other workers live
   */
  renew(asked: Moment, now: { known: boolean; others: boolean }): void
  /** The ledger says that this worker's claims are no longer its own. */
  lose(): void
  isHeld(): boolean
  /** Whether other workers live, as of the last heartbeat. */
  hasOthers(): boolean
  /** Milliseconds since the lease is held without a pause; 0 if it is not held. */
  heldFor(): number
  /** Resolves once the lease is held. @throws the signal's reason */
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

/** Shorter than the time after which others take over: a request needs a moment between the last check and the wire. */
export const leaseMs = deadAfterMs - 2_000

export function openLease(clock: () => Moment = rightNow): Lease {
  let periods = 0
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
      const period = periods
      return () => period === periods && isHeld()
    },
    renew(asked, { known, others: more }) {
      others = more
      if (!known || !isHeld()) {
        periods++
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
          waiting.delete(onHeld)
          signal.removeEventListener('abort', onAbort)
        }
        const onHeld = () => {
          end()
          resolve()
        }
        const onAbort = () => {
          end()
          reject(signal.reason)
        }
        if (signal.aborted) return onAbort()
        waiting.add(onHeld)
        signal.addEventListener('abort', onAbort, { once: true })
      })
    },
  }
}
