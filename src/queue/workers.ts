/** The workers of this process: one for leads, one for upkeep, one per destination; they follow the configuration. */
import type { Job, Worker } from 'bullmq'
import { batch, openFlushLimit } from '../async/batch.ts'
import { type Limit, openLimit } from '../async/limit.ts'
import type { Policy } from '../config/policy.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { fanOut } from '../delivery/fan-out.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { reconcile, settlingMs } from '../upkeep/reconcile.ts'
import type { Backend } from './backend.ts'
import { deliveriesHandler, jobsAtOnce, perJob } from './handler.ts'
import { deliveriesQueue, leadsQueue, upkeepQueue } from './names.ts'

type Destinations = ReadonlyMap<string, Pick<OpenDestination, 'policy'>>

export interface Workers {
  /**
   * From now on these destinations are served. What is new starts at once. A worker that is to change, or to go, first
   * ends what it has under way; nobody waits for that but `close`.
   */
  serve(destinations: Destinations): void
  /** Has the ledger and the queue compared now. */
  reconcileSoon(): Promise<void>
  /** Takes no new job and waits for those under way. */
  close(): Promise<void>
}

const reconcileEvery = 15_000

/** By then what was on its way into the queue when a hub died counts as lost. */
const allSettled = settlingMs + 1_000

const forget = { removeOnComplete: true, removeOnFail: true }

interface Serving {
  worker: Worker
  slots: Limit
  madeOf: string
}

export async function startWorkers(backend: Backend, context: DeliveryContext): Promise<Workers> {
  const upkeep = backend.queue(upkeepQueue)
  // Leads that come one by one are a job each; those under way at once share their two statements.
  const sort = batch<readonly string[], void>(
    async (lists) => {
      await fanOut(context, lists.flat())
      return lists.map(() => undefined)
    },
    { most: 8, lane: openFlushLimit(2) },
  )
  const standing = [
    backend.worker(leadsQueue, (job: Job<{ ids: string[] }>) => sort(job.data.ids), { concurrency: 16 }),
    backend.worker(upkeepQueue, () => reconcile(context), { concurrency: 1 }),
  ]
  const serving = new Map<string, Serving>()
  const ending = new Map<string, Promise<void>>()
  let wanted: Destinations = new Map()
  let closed = false

  const schedule = () => upkeep.upsertJobScheduler('reconcile', { every: reconcileEvery }, { name: 'reconcile' })
  await schedule()
  // A flushed Redis has forgotten its schedules too.
  const reschedule = setInterval(() => void schedule().catch(() => undefined), reconcileEvery / 2)

  function start(id: string, policy: Policy): Serving {
    const { rate } = policy
    const limit = openLimit(policy.concurrency)
    const limiter = rate ? { limiter: { max: rate.max, duration: rate.per } } : {}
    const work = deliveriesHandler(context, backend, { destination: id, slots: limit, perJob: perJob(policy) })
    const worker = backend.worker(deliveriesQueue(id), work, { concurrency: jobsAtOnce(policy), ...limiter })
    return { worker, slots: limit, madeOf: key(policy) }
  }

  /** One worker of a destination at a time: two would double its concurrency. */
  function follow(id: string): void {
    if (closed || ending.has(id)) return
    const policy = wanted.get(id)?.policy
    const found = serving.get(id)
    if (found?.madeOf === key(policy)) return
    if (found) {
      serving.delete(id)
      const ended = end(found).finally(() => {
        ending.delete(id)
        follow(id)
      })
      ending.set(id, ended)
    } else if (policy) serving.set(id, start(id, policy))
  }

  return {
    serve(destinations) {
      wanted = destinations
      for (const id of new Set([...serving.keys(), ...destinations.keys()])) follow(id)
    },
    async reconcileSoon() {
      await Promise.all([0, allSettled].map((delay) => upkeep.add('reconcile', {}, { ...forget, delay })))
    },
    async close() {
      closed = true
      clearInterval(reschedule)
      const served = [...serving.values()].map(end)
      await Promise.all([...standing.map((worker) => worker.close()), ...served, ...ending.values()])
    },
  }
}

/** What it has claimed it tries; the rest goes back in line. */
function end({ worker, slots: limit }: Serving): Promise<void> {
  const closed = worker.close()
  limit.close()
  return closed
}

/** A change needs a new worker. */
function key(policy: Policy | undefined): string {
  return JSON.stringify([policy?.concurrency, policy?.rate])
}
