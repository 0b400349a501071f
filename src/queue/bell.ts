/** The queue as the delivery code sees it: rings, and leads that wait for their routes. */
import { v7 as uuid } from 'uuid'
import { batch } from '../async/batch.ts'
import { openConcurrencyLimit } from '../async/concurrency-limit.ts'
import type { QueuePort } from '../delivery/context.ts'
import type { Dispatch } from '../delivery/dispatch.ts'
import type { Backend, NewJob } from './backend.ts'
import { deliveriesQueue, leadsQueue, messagesQueue } from './names.ts'

/** What this process can do itself, without the queue. */
export interface ThisProcess {
  ring: Dispatch['ring']
  /** @returns false if too many leads wait here already, or this process routes no leads */
  route(ids: readonly string[]): boolean
  /** @returns false if this process sends no messages */
  tell(): boolean
}

/** A ring that is due within this time (milliseconds) is a timer of this process: the queue's delays are not finer. */
const leastDelay = 1_000

/**
 * This process does what it can do at once without the queue. The queue carries the work for other processes, and for
 * later. The reconciler finds all lost work in the ledger.
 * @param thisProcess undefined until the workers have started
 */
export function openBell(backend: Backend, thisProcess: () => ThisProcess | undefined): QueuePort {
  const add = batch<readonly NewJob[], void>(
    async (lists) => {
      await backend.add(lists.flat())
      return lists.map(() => undefined)
    },
    { most: 50, limit: openConcurrencyLimit(2) },
  )

  async function ring(destinations: Iterable<string>): Promise<void> {
    const here = thisProcess()
    const others = [...destinations].filter((destination) => !here?.ring(destination))
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
      if (thisProcess()?.route(ids)) return
      await add([{ queue: leadsQueue, id: uuid(), data: { ids } }])
    },
    async messages() {
      if (!thisProcess()?.tell()) await add([{ queue: messagesQueue, id: ringId, data: {}, oneWaits: true }])
    },
  }
}

const ringId = 'ring'

/** A ring without data, because the ledger knows what is due. At most one ring waits for each destination. */
export function ringJob(destination: string): NewJob {
  return { queue: deliveriesQueue(destination), id: ringId, data: {}, oneWaits: true }
}

/** One ring for each destination and second, however many deliveries are due then. */
function delayedRingJob(destination: string, ms: number): NewJob {
  const second = Math.ceil((Date.now() + ms) / 1_000)
  const delay = Math.max(0, second * 1_000 - Date.now())
  return { queue: deliveriesQueue(destination), id: `second-${second}`, data: {}, delay }
}
