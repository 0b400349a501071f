/** Lets a destination's leads go, in the order they came. */
import { open } from '../ledger/destinations.ts'
import { firstId, type RetryWindow, releasePart } from '../ledger/moves.ts'
import type { DeliveryState, DestinationState } from '../ledger/states.ts'
import type { DeliveryContext } from './context.ts'

const limit = 500

/**
 * Another lead passed. Those that failed as the probe keep their retry window: else the one lead that cannot pass would
 * begin it again each time, and never be exhausted. The longest wait of it is left, so that no lead is given up by one
 * attempt.
 */
export async function release(context: DeliveryContext, destination: string): Promise<void> {
  const was = await open(context.db, destination)
  if (!was) return
  const retry = context.plan().destinations.get(destination)?.policy.retry
  const kept = retry && { closedSince: was.since, most: Math.max(0, retry.within - retry.most) }
  await letFlow(context, destination, was.state, kept)
}

/** Tells that it opened, and lets its leads go. */
export async function letFlow(
  context: Pick<DeliveryContext, 'db' | 'queue' | 'log' | 'emit'>,
  destination: string,
  was: DestinationState,
  kept?: RetryWindow,
): Promise<void> {
  context.emit({ kind: 'opened', destination, was })
  context.log.info({ destination, was }, 'destination opened')
  await makeDue(context, destination, ['held', 'waiting', 'queued'], kept)
}

/** @returns how many were made due. */
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
