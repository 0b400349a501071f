import type { Job, Queue } from 'bullmq'
import { v7 as uuid } from 'uuid'
import type { Line } from '../delivery/yard.ts'
import type { Queued } from '../ledger/backlog.ts'
import type { Turn } from '../ledger/deliveries.ts'
import { openLane, together } from '../together.ts'
import type { Backend, NewJob } from './backend.ts'
import { deliveriesQueue, leadsQueue, turnJob } from './names.ts'
import type { Turns } from './turns.ts'

type Due = Omit<Queued, 'leadId'>

/**
 * The queue as the delivery code sees it. Small additions that come at the same time travel together.
 * @param perJob how many deliveries of a destination a job may hold.
 */
export function openLine(backend: Backend, perJob: (destination: string) => number): Line {
  const add = together<readonly NewJob[], void>(
    async (lists) => {
      await backend.add(lists.flat())
      return lists.map(() => undefined)
    },
    { most: 50, lane: openLane(2) },
  )
  return {
    async deliveries(due, most) {
      if (due.length === 0) return
      const jobs = [...Map.groupBy(due, ({ destination }) => destination)].flatMap(([destination, some]) =>
        jobsOf(destination, some, most ?? perJob(destination)),
      )
      await add(jobs)
    },
    leads: (ids) => add([{ queue: leadsQueue, id: uuid(), data: { ids }, delay: 0 }]),
    async held(destination) {
      const queue = backend.queue(deliveriesQueue(destination))
      // In the way that jobs go: one that moves on meanwhile is seen twice rather than not at all.
      const { delayed = 0, waiting = 0 } = await queue.getJobCounts('delayed', 'waiting')
      const first = await firstOf(queue, waiting)
      const active = await queue.getActive()
      return {
        delayed,
        firstFor: first ? Math.max(0, Date.now() - first.timestamp) : 0,
        active: active.flatMap((job) => (job?.data as Turns | undefined)?.turns ?? []),
      }
    },
  }
}

/** So many may be taken while the first in line is looked for. */
const taken = 200

/**
 * The job that is next, looked for from the newest on: asked for the first one, BullMQ on PostgreSQL gives the last.
 * @param waiting how many there were a moment ago.
 */
async function firstOf(queue: Queue, waiting: number): Promise<Job | undefined> {
  if (waiting === 0) return undefined
  const ids = await queue.getRanges(['waiting'], Math.max(0, waiting - taken), -1)
  for (const id of ids.reverse()) {
    const job = await queue.getJob(id)
    if (job) return job
  }
  return undefined
}

/** What is due now goes several to a job, in their order; what is due later is a job each. */
function jobsOf(destination: string, due: readonly Due[], perJob: number): NewJob[] {
  const queue = deliveriesQueue(destination)
  const now = Date.now()
  const jobs: (NewJob & { data: { turns: Turn[] } })[] = []
  let last: Turn[] | undefined
  for (const { id, turn, nextAttemptAt } of due) {
    const delay = nextAttemptAt ? Math.max(0, nextAttemptAt.getTime() - now) : 0
    if (delay === 0 && last && last.length < perJob) {
      last.push({ id, turn })
      continue
    }
    const turns = [{ id, turn }]
    if (delay === 0) last = turns
    jobs.push({ queue, id: turnJob({ id, turn }), data: { turns }, delay })
  }
  return jobs
}
