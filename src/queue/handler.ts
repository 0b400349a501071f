/** A job of a destination's queue: the turns of some deliveries, each carried as if it were alone. Never lead data. */
import type { Job } from 'bullmq'
import { type Limit, LimitClosed } from '../async/limit.ts'
import type { Policy } from '../config/policy.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { deliver } from '../delivery/deliver.ts'
import type { Turn } from '../ledger/claims.ts'
import type { Backend } from './backend.ts'

export interface Turns {
  turns: readonly Turn[]
}

/** The queue's own work is per job; with more to a job than this there is little left of it to save. */
const most = 16

/**
 * How many deliveries a job of a destination may hold: as many as are tried at once. A rate is of jobs, so of jobs of one;
 * and who asks for one at a time gets the next when the last one is settled.
 */
export function perJob({ concurrency, rate }: Pick<Policy, 'concurrency' | 'rate'>): number {
  return rate ? 1 : Math.min(concurrency, most)
}

/**
 * How many jobs a worker has at once. More than are tried, for some are being recorded; and one of several that waits for
 * its last try must not keep the others waiting.
 */
export function jobsAtOnce(policy: Pick<Policy, 'concurrency' | 'rate'>): number {
  const { concurrency } = policy
  if (concurrency === 1) return 1
  return perJob(policy) === 1 ? 2 * concurrency : concurrency + 2
}

export interface Served {
  destination: string
  slots: Limit
  perJob: number
}

/** What a destination's worker does with a job. */
export function deliveriesHandler(
  context: DeliveryContext,
  { putBack }: Pick<Backend, 'putBack'>,
  { destination, slots: limit, perJob }: Served,
) {
  return async (job: Job<Turns>, token?: string): Promise<void> => {
    const { turns } = job.data
    // Put in line when a job might hold more: they are next.
    const next = turns.slice(perJob).map((turn) => ({ ...turn, destination, dueFor: Date.now() - job.timestamp }))
    await context.queue.offer(next)
    const ends = await Promise.allSettled(
      turns.slice(0, perJob).map((turn) => deliver(context, { ...turn, destination }, limit)),
    )
    const reasons = ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason)
    // The turns that are over claim nothing when it comes again.
    if (reasons.some((reason) => reason instanceof LimitClosed)) await putBack(job, token)
    if (reasons.length > 0) throw reasons[0]
  }
}
