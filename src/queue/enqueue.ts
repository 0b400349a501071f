import { v7 as uuid } from 'uuid'
import { batch, openFlushLimit } from '../async/batch.ts'
import type { QueuePort } from '../delivery/context.ts'
import type { Queued } from '../ledger/backlog.ts'
import type { Turn } from '../ledger/claims.ts'
import type { Backend, NewJob } from './backend.ts'
import { inspect } from './inspect.ts'
import { deliveriesQueue, leadsQueue, offeredTurnJob, turnJob } from './names.ts'

/**
 * The queue as the delivery code sees it. Small additions that come at the same time travel together.
 * @param perJob how many deliveries of a destination a job may hold.
 */
export function openQueuePort(backend: Backend, perJob: (destination: string) => number): QueuePort {
  const add = batch<readonly NewJob[], void>(
    async (lists) => {
      await backend.add(lists.flat())
      return lists.map(() => undefined)
    },
    { most: 50, lane: openFlushLimit(2) },
  )
  return {
    async deliveries(due) {
      if (due.length === 0) return
      const byDestination = Map.groupBy(due, ({ destination }) => destination)
      await add([...byDestination].flatMap(([destination, some]) => jobsOf(destination, some, perJob(destination))))
    },
    async offer(overdue) {
      if (overdue.length === 0) return
      const jobs = overdue.map(({ id, turn, destination, dueFor }) => ({
        queue: deliveriesQueue(destination),
        id: offeredTurnJob({ id, turn }),
        data: { turns: [{ id, turn }] },
        since: dueFor,
        first: true,
      }))
      // Each goes before those that are there.
      await add(jobs.reverse())
    },
    leads: (ids) => add([{ queue: leadsQueue, id: uuid(), data: { ids } }]),
    empty: (destination) => backend.queue(deliveriesQueue(destination)).drain(true),
    held: (destination) => inspect(backend.queue(deliveriesQueue(destination))),
  }
}

/** What is due now goes several to a job, in their order; what is due later is a job each. */
function jobsOf(destination: string, due: readonly Omit<Queued, 'leadId'>[], perJob: number): NewJob[] {
  const queue = deliveriesQueue(destination)
  const jobs: NewJob[] = []
  let open: Turn[] = []
  for (const { id, turn, dueIn } of due) {
    // The queue keeps whole milliseconds.
    const delay = Math.ceil(dueIn)
    if (delay === 0 && open.length > 0 && open.length < perJob) {
      open.push({ id, turn })
      continue
    }
    const turns = [{ id, turn }]
    if (delay === 0) open = turns
    jobs.push({ queue, id: turnJob({ id, turn }), data: { turns }, delay })
  }
  return jobs
}
