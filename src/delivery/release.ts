/** Opens a destination and puts its leads back in line, in the order they came. */
import { type KeptWindow, requeue } from '../ledger/backlog.ts'
import { open } from '../ledger/destinations.ts'
import type { DeliveryState, DestinationState } from '../ledger/states.ts'
import type { DeliveryContext } from './context.ts'

/** Sorts before every id. */
export const firstId = '00000000-0000-0000-0000-000000000000'

const part = 500

/**
 * Another lead passed. Those that failed as the probe keep their retry window: else the one lead that cannot pass would
 * begin it again each time, and never be exhausted. The longest wait of it is left, so that none is given up by one try.
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
  kept?: KeptWindow,
): Promise<void> {
  context.emit({ kind: 'opened', destination, was })
  context.log.info({ destination, was }, 'destination opened')
  await lineUp(context, destination, ['held', 'waiting', 'queued'], kept)
}

/** @returns how many were put in line. */
export async function lineUp(
  { db, queue }: Pick<DeliveryContext, 'db' | 'queue'>,
  destination: string,
  from: readonly DeliveryState[],
  kept?: KeptWindow,
): Promise<number> {
  let after = firstId
  for (let count = 0; ; ) {
    const due = await requeue(db, destination, from, after, part, kept)
    const last = due.at(-1)
    if (!last) return count
    await queue.deliveries(due)
    count += due.length
    after = last.leadId
  }
}
