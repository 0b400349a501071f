/** A job of a destination's queue: the turns of some deliveries, each carried as if it were alone. Never lead data. */
import { type Job, WaitingError } from 'bullmq'
import type { Policy } from '../config/policy.ts'
import { carry } from '../delivery/carry.ts'
import { type Slots, SlotsClosed } from '../delivery/slots.ts'
import type { Yard } from '../delivery/yard.ts'
import type { Turn } from '../ledger/deliveries.ts'

export interface Turns {
  turns: readonly Turn[]
}

/** The queue's own work is per job; with more to a job than this there is little left of it to save. */
const most = 16

/**
 * How many deliveries a job of a destination may hold. A rate is of jobs, so of jobs of one; and who asks for one at a time
 * gets the next when the last one is settled.
 */
export function perJob({ concurrency, rate }: Pick<Policy, 'concurrency' | 'rate'>): number {
  return rate || concurrency === 1 ? 1 : Math.min(2 * concurrency, most)
}

/** What a destination's worker does with a job. */
export function carryTurns(yard: Yard, destination: string, slots: Slots, atOnce: number) {
  return async (job: Job<Turns>, token?: string): Promise<void> => {
    const { turns } = job.data
    // Put in line when a job might hold more.
    const later = turns.slice(atOnce).map((turn) => ({ ...turn, destination, nextAttemptAt: null }))
    await yard.line.deliveries(later)
    const ends = await Promise.allSettled(turns.slice(0, atOnce).map((turn) => carry(yard, turn, slots)))
    const reasons = ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason)
    if (reasons.some((reason) => reason instanceof SlotsClosed)) {
      // Another worker takes it; the turns that are over claim nothing there.
      await job.moveToWait(token)
      throw new WaitingError()
    }
    if (reasons.length > 0) throw reasons[0]
  }
}
