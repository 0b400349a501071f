import type { Job, Queue } from 'bullmq'
import { v7 as uuid } from 'uuid'
import type { InLine, Line } from '../delivery/yard.ts'
import type { Queued } from '../ledger/backlog.ts'
import { openLane, together } from '../together.ts'
import type { Backend, NewJob } from './backend.ts'
import { deliveriesQueue, leadsQueue, turnJob } from './names.ts'
import type { Turns } from './turns.ts'

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
    async deliveries(due) {
      if (due.length === 0) return
      const byDestination = Map.groupBy(due, ({ destination }) => destination)
      await add([...byDestination].flatMap(([destination, some]) => jobsOf(destination, some, perJob(destination))))
    },
    async offer(overdue, place) {
      if (overdue.length === 0) return
      const jobs = overdue.map(({ id, turn, destination, dueFor }) => ({
        queue: deliveriesQueue(destination),
        id: turnJob({ id, turn }),
        data: { turns: [{ id, turn }] },
        since: dueFor,
        first: place === 'first',
      }))
      // Of those that go first the last one does.
      await add(place === 'first' ? jobs.reverse() : jobs)
    },
    leads: (ids) => add([{ queue: leadsQueue, id: uuid(), data: { ids } }]),
    held: (destination) => look(backend.queue(deliveriesQueue(destination))),
  }
}

/** What is due now goes several to a job, in their order; what is due later is a job each. */
function jobsOf(destination: string, due: readonly Omit<Queued, 'leadId'>[], perJob: number): NewJob[] {
  const queue = deliveriesQueue(destination)
  const now = Date.now()
  const jobs: NewJob[] = []
  let open: Turns['turns'][number][] = []
  for (const { id, turn, nextAttemptAt } of due) {
    const delay = nextAttemptAt ? Math.max(0, nextAttemptAt.getTime() - now) : 0
    const joins = delay === 0 && open.length > 0 && open.length < perJob
    if (joins) {
      open.push({ id, turn })
      continue
    }
    const turns = [{ id, turn }]
    if (delay === 0) open = turns
    jobs.push({ queue, id: turnJob({ id, turn }), data: { turns }, delay })
  }
  return jobs
}

/** In the way that jobs go: one that moves on meanwhile is seen twice rather than not at all. */
async function look(queue: Queue): Promise<InLine | undefined> {
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
 * For how long the first in line waits, in milliseconds. Retries whose moment came stand before others that are due for longer
 * (on PostgreSQL), so they do not tell. Read from the newest on: asked for the first one, BullMQ on PostgreSQL gives the last.
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
