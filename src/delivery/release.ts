/** Opens a destination and puts its leads back in line, in the order they came. */
import { requeue } from '../ledger/backlog.ts'
import { open } from '../ledger/destinations.ts'
import type { DeliveryState, DestinationState } from '../ledger/states.ts'
import type { Yard } from './context.ts'

/** Sorts before every id. */
export const firstId = '00000000-0000-0000-0000-000000000000'

const part = 500

export async function release(yard: Pick<Yard, 'db' | 'line' | 'log' | 'tell'>, destination: string): Promise<void> {
  const was = await open(yard.db, destination)
  if (was) await letFlow(yard, destination, was)
}

/** Tells that it opened, and lets its leads go. */
export async function letFlow(
  yard: Pick<Yard, 'db' | 'line' | 'log' | 'tell'>,
  destination: string,
  was: DestinationState,
): Promise<void> {
  yard.tell({ kind: 'opened', destination, was })
  yard.log.info({ destination, was }, 'destination opened')
  await lineUp(yard, destination, ['held', 'waiting', 'queued'])
}

/** @returns how many were put in line. */
export async function lineUp(
  { db, line }: Pick<Yard, 'db' | 'line'>,
  destination: string,
  from: readonly DeliveryState[],
): Promise<number> {
  let after = firstId
  for (let count = 0; ; ) {
    const due = await requeue(db, destination, from, after, part)
    const last = due.at(-1)
    if (!last) return count
    await line.deliveries(due)
    count += due.length
    after = last.leadId
  }
}
