/** Releases a destination's leads, in the order of arrival. */
import { open } from '../ledger/destinations.ts'
import { firstId, type RetryWindow, releasePart } from '../ledger/moves.ts'
import type { DeliveryState, DestinationState } from '../ledger/states.ts'
import type { DeliveryContext } from './context.ts'

const limit = 500

/**
 * Opens a destination after a probe. Leads that failed as the probe keep their retry window: otherwise a lead that
 * cannot pass would get a new window each time, and would never be exhausted. At least the longest wait of the window
 * is left, so that a single attempt exhausts no lead.
 */
export async function release(context: DeliveryContext, destination: string): Promise<void> {
  const was = await open(context.db, destination)
  if (!was) return
  const retry = context.plan().destinations.get(destination)?.policy.retry
  const kept = retry && { closedSince: was.since, most: Math.max(0, retry.within - retry.most) }
  await afterOpening(context, destination, was.state, kept)
}

/** Reports that the destination opened, and makes its leads due. */
export async function afterOpening(
  context: Pick<DeliveryContext, 'db' | 'queue' | 'log' | 'emit'>,
  destination: string,
  was: DestinationState,
  kept?: RetryWindow,
): Promise<void> {
  context.emit({ kind: 'opened', destination, was })
  context.log.info({ destination, was }, 'destination opened')
  // For what is queued already, as at a paused destination.
  await context.queue.ring([destination])
  await makeDue(context, destination, ['held', 'waiting'], kept)
}

/** @returns how many deliveries were made due */
export async function makeDue(
  { db, queue }: Pick<DeliveryContext, 'db' | 'queue'>,
  destination: string,
  from: readonly DeliveryState[],
  kept?: RetryWindow,
): Promise<number> {
  let after = firstId
  for (let all = 0; ; ) {
    const part = await releasePart(db, destination, { from, after, limit, kept })
    if (!part) return all
    await queue.ring([destination])
    all += part.count
    after = part.last
  }
}
