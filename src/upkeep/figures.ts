/** Keeps the figures by the hour. One worker does it, and a hub with nothing to do reads little and writes nothing. */

import type { DeliveryContext } from '../delivery/context.ts'
import { countPast, countRecent, pulse } from '../ledger/figures/rounds.ts'

/** Milliseconds between two counts. */
const every = 60_000
/** Counting takes this share of the time at most. */
const mostShare = 0.02

/**
 * @returns a function that is called every second. It counts one day of the past until all of it is counted. Once a
 * minute it counts the last hours, if a lead or an attempt came since the last two counts.
 */
export function openFigures({ db }: Pick<DeliveryContext, 'db'>, wait = every): () => Promise<void> {
  let [past, seen, settled, nextAt] = [true, '', false, Number.NEGATIVE_INFINITY]
  return async () => {
    if (past) past = await countPast(db)
    const began = performance.now()
    if (began < nextAt) return
    nextAt = began + wait
    const now = await pulse(db)
    // A lead that was counted before it was routed is counted once more.
    if (now === seen && settled) return
    await countRecent(db)
    ;[settled, seen] = [now === seen, now]
    nextAt = began + Math.max(wait, (performance.now() - began) / mostShare)
  }
}
