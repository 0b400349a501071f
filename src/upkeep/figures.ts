/** Keeps the figures by the hour. One worker does it, and a hub with nothing to do reads little and writes nothing. */

import type { DeliveryContext } from '../delivery/context.ts'
import { countPast, countRecent, pulse } from '../ledger/figures/rounds.ts'
import { analyseUnknown } from '../ledger/statistics.ts'

interface Pace {
  /** Milliseconds between two counts. */
  every: number
  /** The share of the time that counting takes at most. */
  share: number
}

const usual: Pace = { every: 60_000, share: 0.02 }

/**
 * @returns a function that is called every second. It counts one day of the past until all of it is counted. Once a
 * minute it counts the last hours, if a lead or an attempt came since the last two counts.
 */
export function openFigures({ db }: Pick<DeliveryContext, 'db'>, { every, share } = usual): () => Promise<void> {
  let [past, seen, settled, nextAt] = [true, '', false, Number.NEGATIVE_INFINITY]
  return async () => {
    if (past) past = await countPast(db)
    const began = performance.now()
    if (began < nextAt) return
    nextAt = began + every
    const now = await pulse(db)
    if (now !== seen) await analyseUnknown(db)
    // A lead that was counted before it was routed is counted once more.
    if (now === seen && settled) return
    await countRecent(db)
    ;[settled, seen] = [now === seen, now]
    nextAt = began + Math.max(every, (performance.now() - began) / share)
  }
}
