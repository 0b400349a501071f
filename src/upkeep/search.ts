/** Stores the words by which leads are found, after the leads themselves. */
import { setTimeout } from 'node:timers/promises'
import type { DeliveryContext } from '../delivery/context.ts'
import { leadsAtOnce, storeWords } from '../ledger/search.ts'

/**
 * Runs until all leads can be found but those of the last moment, which share the next run. A backlog, as after an
 * upgrade, takes half of the time at most.
 */
export async function fillSearch({ db, stopping }: Pick<DeliveryContext, 'db' | 'stopping'>): Promise<void> {
  while (!stopping.aborted) {
    const began = performance.now()
    if ((await storeWords(db)) < leadsAtOnce) return
    await setTimeout(performance.now() - began, undefined, { ref: false })
  }
}
