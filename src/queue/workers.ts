/** The workers of this process: one for leads, one for upkeep, one per destination; they follow the configuration. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Job, Worker } from 'bullmq'
import { batch } from '../async/batch.ts'
import { openConcurrencyLimit } from '../async/concurrency-limit.ts'
import type { DeliveryContext, Plan } from '../delivery/context.ts'
import { openDispatch } from '../delivery/dispatch.ts'
import { fanOut } from '../delivery/fan-out.ts'
import { isDue } from '../ledger/due.ts'
import { reconcile, settlingMs } from '../upkeep/reconcile.ts'
import type { Backend } from './backend.ts'
import { type Here, ringJob } from './bell.ts'
import { deliveriesQueue, leadsQueue, upkeepQueue } from './names.ts'

export interface Workers extends Here {
  /** From now on these destinations are served. */
  serve(destinations: Plan['destinations']): void
  /** Has the ledger looked through for what is due. */
  reconcileSoon(): Promise<void>
  /** Takes nothing new and waits for what is under way. */
  close(): Promise<void>
}

export interface WorkersOptions {
  onOutage(error: unknown): void
  onFailure(error: unknown): void
  /** Whether other workers live. */
  hasOthers(): boolean
}

const reconcileEvery = 15_000

/** By then what was on its way into the queue when a hub died counts as lost. */
const allSettled = settlingMs + 1_000

/** A worker that is full asks the others for help no more often. */
const helpEvery = 250

/** Leads that this process routes without the queue at once. What comes while there are more is for any worker. */
const mostToRoute = 500

const forget = { removeOnComplete: true, removeOnFail: true }

export async function startWorkers(
  backend: Backend,
  context: DeliveryContext,
  { onOutage, onFailure, hasOthers }: WorkersOptions,
): Promise<Workers> {
  const upkeep = backend.queue(upkeepQueue)
  const dispatch = openDispatch(context, { onOutage, onFailure, onFull: askForHelp })
  const ringing = new Map<string, { worker: Worker; rate: string }>()
  const closing = new Set<Promise<void>>()
  const asked = new Map<string, number>()
  let toRoute = 0
  let closed = false

  // Leads that come one by one are a job each; those under way at once share their two statements.
  const route = batch<readonly string[], void>(
    async (lists) => {
      await fanOut(context, lists.flat())
      return lists.map(() => undefined)
    },
    { most: 8, limit: openConcurrencyLimit(2) },
  )
  const standing = [
    backend.worker(leadsQueue, (job: Job<{ ids: string[] }>) => route(job.data.ids), { concurrency: 16 }),
    backend.worker(upkeepQueue, () => reconcile(context), { concurrency: 1 }),
  ]

  const schedule = () => upkeep.upsertJobScheduler('reconcile', { every: reconcileEvery }, { name: 'reconcile' })
  await schedule()
  // A flushed Redis has forgotten its schedules too.
  const reschedule = setInterval(() => void schedule().catch(() => undefined), reconcileEvery / 2)

  function askForHelp(destination: string): void {
    const now = performance.now()
    if (!hasOthers() || now - (asked.get(destination) ?? Number.NEGATIVE_INFINITY) < helpEvery) return
    asked.set(destination, now)
    void backend.add([ringJob(destination)]).catch(onFailure)
  }

  function startRinging(id: string, { rate }: { rate?: { max: number; per: number } | undefined }) {
    const limiter = rate ? { limiter: { max: rate.max, duration: rate.per } } : {}
    const work = rate ? () => answerAtRate(id) : () => answer(id)
    return backend.worker(deliveriesQueue(id), work, { concurrency: 1, ...limiter })
  }

  /** A worker without room passes the ring on. */
  async function answer(id: string): Promise<void> {
    dispatch.ring(id)
    if (dispatch.hasRoom(id) || !hasOthers() || closed) return
    await pause(helpEvery)
    await backend.add([ringJob(id)])
  }

  /** The rate is of rings: each allows one delivery, and calls the next one where more is due. */
  async function answerAtRate(id: string): Promise<void> {
    if ((await dispatch.claimOne(id)) && (await isDue(context.db, id))) await backend.add([ringJob(id)])
  }

  function stopRinging(id: string): void {
    const { worker } = ringing.get(id)!
    ringing.delete(id)
    const ended = worker.close().finally(() => closing.delete(ended))
    closing.add(ended)
  }

  return {
    ring: dispatch.ring,
    route(ids) {
      if (closed || toRoute > mostToRoute) return false
      toRoute += ids.length
      void route(ids)
        .catch(onFailure)
        .finally(() => (toRoute -= ids.length))
      return true
    },
    serve(destinations) {
      if (closed) return
      dispatch.serve(destinations)
      for (const [id, { rate }] of ringing) {
        if (rate !== JSON.stringify(destinations.get(id)?.policy.rate ?? null)) stopRinging(id)
        else if (!destinations.has(id)) stopRinging(id)
      }
      for (const [id, { policy }] of destinations) {
        if (!ringing.has(id))
          ringing.set(id, { worker: startRinging(id, policy), rate: JSON.stringify(policy.rate ?? null) })
      }
    },
    async reconcileSoon() {
      await Promise.all([0, allSettled].map((delay) => upkeep.add('reconcile', {}, { ...forget, delay })))
    },
    async close() {
      closed = true
      clearInterval(reschedule)
      const ringers = [...ringing.values()].map(({ worker }) => worker.close())
      await Promise.all([
        dispatch.close(),
        route.settled(),
        ...standing.map((one) => one.close()),
        ...ringers,
        ...closing,
      ])
    },
  }
}
