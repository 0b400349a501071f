/** The queue as the delivery code sees it: rings, and leads that wait for their routes. */
import { v7 as uuid } from 'uuid'
import { batch } from '../async/batch.ts'
import { openConcurrencyLimit } from '../async/concurrency-limit.ts'
import type { QueuePort } from '../delivery/context.ts'
import type { Dispatch } from '../delivery/dispatch.ts'
import type { Backend, NewJob } from './backend.ts'
import { deliveriesQueue, leadsQueue } from './names.ts'

/** What this process does itself. */
export interface Here {
  ring: Dispatch['ring']
  /** @returns false where it has no room for them, or routes no leads. */
  route(ids: readonly string[]): boolean
}

/** A ring that is due sooner is a timer of this process: a queue's own delay is not finer. */
const leastDelay = 1_000

/**
 * What this process can do at once, it does without the queue: the queue carries what is for others, or for later. What is
 * lost of either, the reconciler finds in the ledger.
 * @param here undefined until the workers have started.
 */
export function openBell(backend: Backend, here: () => Here | undefined): QueuePort {
  const add = batch<readonly NewJob[], void>(
    async (lists) => {
      await backend.add(lists.flat())
      return lists.map(() => undefined)
    },
    { most: 50, limit: openConcurrencyLimit(2) },
  )

  async function ring(destinations: Iterable<string>): Promise<void> {
    const process = here()
    const others = [...destinations].filter((destination) => !process?.ring(destination))
    if (others.length > 0) await add(others.map((destination) => ringJob(destination)))
  }

  return {
    ring,
    async ringIn(destination, ms) {
      if (ms < leastDelay) setTimeout(() => void ring([destination]).catch(() => undefined), ms).unref()
      else await add([delayedRingJob(destination, ms)])
    },
    async ringAfterDeath(destinations) {
      const all = [...destinations]
      await Promise.all(all.map((destination) => backend.forget(deliveriesQueue(destination), ringId)))
      await ring(all)
    },
    async leads(ids) {
      if (here()?.route(ids)) return
      await add([{ queue: leadsQueue, id: uuid(), data: { ids } }])
    },
  }
}

const ringId = 'ring'

/** Nothing but a ring: what is due, the ledger knows. One waits at the most. */
export function ringJob(destination: string): NewJob {
  return { queue: deliveriesQueue(destination), id: ringId, data: {}, oneWaits: true }
}

/** One for each destination and second, however many deliveries are due then. */
function delayedRingJob(destination: string, ms: number): NewJob {
  const second = Math.ceil((Date.now() + ms) / 1_000)
  const delay = Math.max(0, second * 1_000 - Date.now())
  return { queue: deliveriesQueue(destination), id: `second-${second}`, data: {}, delay }
}
