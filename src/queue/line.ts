import { v7 as uuid } from 'uuid'
import type { Line } from '../delivery/yard.ts'
import { openLane, together } from '../together.ts'
import type { Backend, NewJob } from './backend.ts'
import { deliveriesQueue, leadsQueue, turnJob } from './names.ts'

/** The queue as the delivery code sees it. Small additions that come at the same time travel together. */
export function openLine(backend: Backend): Line {
  const add = together<readonly NewJob[], void>(
    async (lists) => {
      await backend.add(lists.flat())
      return lists.map(() => undefined)
    },
    { most: 50, lane: openLane(2) },
  )
  return {
    deliveries(due) {
      if (due.length === 0) return Promise.resolve()
      const now = Date.now()
      return add(
        due.map(({ id, turn, destination, nextAttemptAt }) => ({
          queue: deliveriesQueue(destination),
          id: turnJob(id, turn),
          data: { id, turn },
          delay: nextAttemptAt ? Math.max(0, nextAttemptAt.getTime() - now) : 0,
        })),
      )
    },
    leads: (ids) => add([{ queue: leadsQueue, id: uuid(), data: { ids }, delay: 0 }]),
    async length(destination) {
      const {
        waiting = 0,
        active = 0,
        delayed = 0,
        prioritized = 0,
      } = await backend.queue(deliveriesQueue(destination)).getJobCounts('waiting', 'active', 'delayed', 'prioritized')
      return waiting + active + delayed + prioritized
    },
  }
}
