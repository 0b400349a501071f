/** Opens a destination and puts its leads back in line, in the order they came. */
import { requeue } from '../ledger/backlog.ts'
import { open } from '../ledger/destinations.ts'
import type { DeliveryState, DestinationState } from '../ledger/states.ts'
import type { DeliveryContext } from './context.ts'

/** Sorts before every id. */
export const firstId = '00000000-0000-0000-0000-000000000000'

const part = 500

export async function release(
  context: Pick<DeliveryContext, 'db' | 'queue' | 'log' | 'emit'>,
  destination: string,
): Promise<void> {
  const was = await open(context.db, destination)
  if (was) await letFlow(context, destination, was)
}

/** Tells that it opened, and lets its leads go. */
export async function letFlow(
  context: Pick<DeliveryContext, 'db' | 'queue' | 'log' | 'emit'>,
  destination: string,
  was: DestinationState,
): Promise<void> {
  context.emit({ kind: 'opened', destination, was })
  context.log.info({ destination, was }, 'destination opened')
  await lineUp(context, destination, ['held', 'waiting', 'queued'])
}

/** @returns how many were put in line. */
export async function lineUp(
  { db, queue }: Pick<DeliveryContext, 'db' | 'queue'>,
  destination: string,
  from: readonly DeliveryState[],
): Promise<number> {
  let after = firstId
  for (let count = 0; ; ) {
    const due = await requeue(db, destination, from, after, part)
    const last = due.at(-1)
    if (!last) return count
    await queue.deliveries(due)
    count += due.length
    after = last.leadId
  }
}
