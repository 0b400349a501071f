/** What a destination's queue holds, as the reconciler needs to know it. */
import type { Job, Queue } from 'bullmq'
import type { QueueContent } from '../delivery/context.ts'
import type { Turns } from './handler.ts'

/** In the way that jobs go: one that moves on meanwhile is seen twice rather than not at all. */
export async function inspect(queue: Queue): Promise<QueueContent | undefined> {
  const { delayed = 0, waiting = 0 } = await queue.getJobCounts('delayed', 'waiting')
  const firstFor = waiting === 0 ? 0 : await sinceFirst(queue, waiting)
  const active = await queue.getActive()
  if (firstFor === undefined) return undefined
  return { delayed, firstFor, active: active.flatMap((job) => (job?.data as Turns | undefined)?.turns ?? []) }
}

/** So many jobs may be taken while the first in line is looked for. */
const takenMeanwhile = 200

/** So many retries may stand before the first that came to be tried at once. */
const retriesBefore = 20

/**
 * For how long the first in line waits, in milliseconds. A retry was made long before its moment came, so it does not tell.
 * Read from the newest on: asked for the first one, BullMQ on PostgreSQL gives the last.
 * @param waiting how many there were a moment ago.
 * @returns undefined where the line moves too fast to be read.
 */
async function sinceFirst(queue: Queue, waiting: number): Promise<number | undefined> {
  const ids = (await queue.getRanges(['waiting'], Math.max(0, waiting - takenMeanwhile), -1)).reverse()
  let oldest: Job | undefined
  let seen = 0
  for (const id of ids) {
    const job = await queue.getJob(id)
    if (!job) continue
    if (!job.opts.delay) return age(job)
    oldest ??= job
    if (++seen === retriesBefore) break
  }
  if (oldest) return age(oldest)
  return waiting > takenMeanwhile ? undefined : 0
}

function age({ timestamp }: Job): number {
  return Math.max(0, Date.now() - timestamp)
}
