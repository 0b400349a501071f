/** Lets a destination's leads go, in the order they came, and takes them out of line where it no longer takes any. */
import { type KeptWindow, requeue } from '../ledger/backlog.ts'
import { open, standings } from '../ledger/destinations.ts'
import { probeInLine } from '../ledger/probes.ts'
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
  // Before the new turns are there: what is lost of others is among those that are put in line now.
  await context.queue.empty(destination)
  await lineUp(context, destination, ['held', 'waiting', 'queued'], kept)
}

/**
 * Takes the jobs of a destination that was closed out of the queue: they would claim nothing, and each counts for the rate.
 * Nobody waits for it, and where the queue is away they stay.
 */
export function emptyLine(context: Pick<DeliveryContext, 'db' | 'queue' | 'log'>, destination: string): void {
  void emptied(context, destination).catch((err) =>
    context.log.warn(
      { err, destination },
      'the line of a destination that was closed could not be taken out of the queue',
    ),
  )
}

async function emptied({ db, queue }: Pick<DeliveryContext, 'db' | 'queue'>, destination: string): Promise<void> {
  await queue.empty(destination)
  // What was put in line since it was closed may be gone too.
  const standing = (await standings(db)).find(({ id }) => id === destination)
  if (standing?.state === 'open') await lineUp({ db, queue }, destination, ['waiting', 'queued'])
  const probe = await probeInLine(db, destination)
  if (probe) await queue.offer([probe])
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
