/**
 * Releases several destinations: first the leads that wait there are counted, then the destinations open. A release is
 * an act on a destination, not on single leads: an open destination also takes what comes later.
 */

import type { DeliveryContext } from '../delivery/context.ts'
import { asOfNow } from '../ledger/clock.ts'
import { closedBefore } from '../ledger/operator.ts'
import type { FilterCount } from '../ledger/reads/filter-counts.ts'
import { type BulkPlan, planBulk } from './bulk.ts'
import { release } from './destination.ts'
import { gone, type LeftOut } from './left-out.ts'

export interface ReleasePlan extends BulkPlan {
  /** The held or resting destinations that open. A destination that was closed after the preview is not among them. */
  destinations: readonly string[]
}

const waits = ['queued', 'waiting', 'held'] as const

export async function planRelease(
  { db }: Pick<DeliveryContext, 'db'>,
  destination: readonly string[],
  asOf?: string,
): Promise<ReleasePlan> {
  const shown = asOf ?? (await asOfNow(db))
  const destinations = await closedBefore(db, destination, shown)
  const whyNot = (group: FilterCount) => whyNotCounted(group, destinations)
  const plan = await planBulk(db, { filter: { destination, state: waits }, taken: waits }, whyNot, shown)
  return { ...plan, destinations }
}

/** @param opening the destinations that open */
function whyNotCounted(
  { destination, destinationState, possible, changed }: FilterCount,
  opening: readonly string[],
): LeftOut | undefined {
  if (!possible) return gone
  if (destinationState === 'open') return { code: 'open', why: 'its destination is open: it goes by itself' }
  if (destinationState === 'paused') return { code: 'paused', why: 'its destination is paused: resume it' }
  if (!opening.includes(destination)) {
    return { code: 'closed-since', why: 'its destination was closed after the preview: it stays closed' }
  }
  if (changed) {
    return { code: 'came-since', why: 'it came or changed after the preview: it is not counted, and goes, too' }
  }
  return undefined
}

/** @returns the destinations that were opened; others were opened or paused meanwhile */
export async function releaseMany(
  context: DeliveryContext,
  actor: string,
  { destinations }: ReleasePlan,
): Promise<string[]> {
  const released: string[] = []
  for (const destination of destinations) {
    if (await release(context, { actor, destination })) released.push(destination)
  }
  return released
}
