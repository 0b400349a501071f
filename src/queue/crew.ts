/** The workers of this process: one for leads, one for upkeep, one per destination; they follow the configuration. */
import type { Job, Worker } from 'bullmq'
import type { Policy } from '../config/policy.ts'
import { carry } from '../delivery/carry.ts'
import { fanOut } from '../delivery/fan-out.ts'
import { reconcile } from '../delivery/reconcile.ts'
import { openSlots } from '../delivery/slots.ts'
import type { Yard } from '../delivery/yard.ts'
import type { Turn } from '../ledger/deliveries.ts'
import { openLane, together } from '../together.ts'
import type { Backend } from './backend.ts'
import { deliveriesQueue, leadsQueue, upkeepQueue } from './names.ts'

export interface Crew {
  /** Starts, changes and stops workers so that they serve these destinations. */
  serve(destinations: ReadonlyMap<string, Policy>): Promise<void>
  /** Has the ledger and the queue compared now. */
  reconcileSoon(): Promise<void>
  /** Takes no new job and waits for those under way. */
  close(): Promise<void>
}

const reconcileEvery = 60_000

/** By then what was on its way into the queue when a hub died counts as lost. */
const settlingMs = 10_000

const forget = { removeOnComplete: true, removeOnFail: true }

export async function startCrew(backend: Backend, yard: Yard): Promise<Crew> {
  const upkeep = backend.queue(upkeepQueue)
  // Leads that come one by one are a job each; those under way at once share their two statements.
  const sort = together<readonly string[], void>(
    async (lists) => {
      await fanOut(yard, lists.flat())
      return lists.map(() => undefined)
    },
    { most: 8, lane: openLane(2) },
  )
  const standing = [
    backend.worker(leadsQueue, (job: Job<{ ids: string[] }>) => sort(job.data.ids), { concurrency: 16 }),
    backend.worker(upkeepQueue, () => reconcile(yard), { concurrency: 1 }),
  ]
  const serving = new Map<string, { worker: Worker; policy: string }>()

  const schedule = () => upkeep.upsertJobScheduler('reconcile', { every: reconcileEvery }, { name: 'reconcile' })
  await schedule()
  // A flushed Redis has forgotten its schedules too.
  const reschedule = setInterval(() => void schedule().catch(() => undefined), reconcileEvery / 2)

  async function stop(id: string): Promise<void> {
    const found = serving.get(id)
    serving.delete(id)
    await found?.worker.close()
  }

  return {
    async serve(destinations) {
      const leaving = [...serving].filter(([id, { policy }]) => key(destinations.get(id)) !== policy)
      await Promise.all(leaving.map(([id]) => stop(id)))
      for (const [id, policy] of destinations) {
        if (serving.has(id)) continue
        const { concurrency, rate } = policy
        const limiter = rate ? { limiter: { max: rate.max, duration: rate.per } } : {}
        const slots = openSlots(concurrency)
        const worker = backend.worker(deliveriesQueue(id), (job: Job<Turn>) => carry(yard, job.data, slots), {
          // As many again are being recorded, or wait without being claimed. Who asks for one at a time gets one.
          concurrency: concurrency > 1 ? 2 * concurrency : 1,
          ...limiter,
        })
        serving.set(id, { worker, policy: key(policy) })
      }
    },
    async reconcileSoon() {
      await Promise.all([0, settlingMs].map((delay) => upkeep.add('reconcile', {}, { ...forget, delay })))
    },
    async close() {
      clearInterval(reschedule)
      await Promise.all([...standing, ...[...serving.values()].map(({ worker }) => worker)].map((w) => w.close()))
    },
  }
}

/** What a worker is made of; a change needs a new one. */
function key(policy: Policy | undefined): string {
  return JSON.stringify([policy?.concurrency, policy?.rate])
}
