/** The workers of this process: one for leads, one for each destination of the configuration. */
import type { Job, Worker } from 'bullmq'
import { batch } from '../async/batch.ts'
import { openConcurrencyLimit } from '../async/concurrency-limit.ts'
import type { DeliveryContext, Plan } from '../delivery/context.ts'
import { openDispatch } from '../delivery/dispatch.ts'
import { fanOut } from '../delivery/fan-out.ts'
import { isDue } from '../ledger/due.ts'
import type { Backend } from './backend.ts'
import { ringJob, type ThisProcess } from './bell.ts'
import { openHelp, pauses } from './help.ts'
import { type MessageWork, startMessageWorker } from './messages.ts'
import { deliveriesQueue, leadsQueue } from './names.ts'

export interface Workers extends ThisProcess {
  /** Serves these destinations from now on. */
  serve(destinations: Plan['destinations']): void
  /** Takes no new work and waits for the work under way. */
  close(): Promise<void>
}

export interface WorkersOptions {
  onOutage(error: unknown): void
  onFailure(error: unknown): void
  /** Whether other workers live. */
  hasOthers(): boolean
  messages: MessageWork
}

/** Leads that wait here at most. While more wait, new leads go to the queue, for any worker. */
const mostToRoute = 500

export function startWorkers(
  backend: Backend,
  context: DeliveryContext,
  { onOutage, onFailure, hasOthers, messages }: WorkersOptions,
): Workers {
  const help = openHelp((destination) => backend.add([ringJob(destination)]), onFailure)
  const askForHelp = (destination: string) => hasOthers() && help.ask(destination)
  const dispatch = openDispatch(context, { onOutage, onFailure, onFull: askForHelp })
  const messageWorker = startMessageWorker(backend, messages, onFailure)
  const workers = new Map<string, { worker: Worker; rate: string }>()
  const closing = new Set<Promise<void>>()
  let toRoute = 0
  let closed = false

  // Lists of leads that come at the same time share their two statements.
  const route = batch<readonly string[], void>(
    async (lists) => {
      await fanOut(context, lists.flat(), dispatch.make)
      return lists.map(() => undefined)
    },
    { most: 8, limit: openConcurrencyLimit(2) },
  )
  const leadsWorker = backend.worker(leadsQueue, (job: Job<{ ids: string[] }>) => route(job.data.ids), {
    concurrency: 16,
  })

  function startWorker(id: string, { rate }: { rate?: { max: number; per: number } | undefined }) {
    const limiter = rate ? { limiter: { max: rate.max, duration: rate.per } } : {}
    const work = rate ? () => answerAtRate(id, rate.per / rate.max) : () => answer(id)
    return backend.worker(deliveriesQueue(id), work, { concurrency: 1, ...limiter })
  }

  /** A worker without room passes the ring on. */
  async function answer(id: string): Promise<void> {
    dispatch.ring(id)
    if (!dispatch.hasRoom(id) && hasOthers()) await passOn(id, pauses.most)
  }

  /** After this job: BullMQ gives a worker that ends a job the next one, and that would be the same ring. */
  async function passOn(id: string, longest: number): Promise<void> {
    if (closed) await backend.add([ringJob(id)])
    else help.passOn(id, longest)
  }

  /**
   * The rate limits rings: each ring allows one delivery, and the next ring follows while more is due. A worker without
   * room passes the ring on after the time in which the rate allows one delivery: so at most every second ring is lost.
   */
  async function answerAtRate(id: string, spacing: number): Promise<void> {
    const outcome = await dispatch.claimOne(id, hasOthers() ? spacing : Number.POSITIVE_INFINITY)
    if (outcome === 'no room') await passOn(id, pauses.first)
    else if (outcome === 'claimed' && (await isDue(context.db, id))) await backend.add([ringJob(id)])
  }

  /** What is due at a destination with a rate waits for a ring; a rate of before does not count any more. */
  async function beginRate(id: string): Promise<void> {
    await backend.queue(deliveriesQueue(id)).removeRateLimitKey()
    await backend.add([ringJob(id)])
  }

  function stopWorker(id: string): void {
    const { worker } = workers.get(id)!
    workers.delete(id)
    const ended = worker.close().finally(() => closing.delete(ended))
    closing.add(ended)
  }

  return {
    ring(destination) {
      const here = dispatch.ring(destination)
      if (here && !dispatch.hasRoom(destination)) askForHelp(destination)
      return here
    },
    tell: messageWorker.tell,
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
      for (const [id, { rate }] of workers) {
        if (rate !== JSON.stringify(destinations.get(id)?.policy.rate ?? null)) stopWorker(id)
        else if (!destinations.has(id)) stopWorker(id)
      }
      for (const [id, { policy }] of destinations) {
        if (workers.has(id)) continue
        workers.set(id, { worker: startWorker(id, policy), rate: JSON.stringify(policy.rate ?? null) })
        if (policy.rate) void beginRate(id).catch(onFailure)
      }
    },
    async close() {
      closed = true
      const workersClosed = [...workers.values()].map(({ worker }) => worker.close())
      await Promise.all([
        help.close(),
        dispatch.close(),
        route.settled(),
        leadsWorker.close(),
        messageWorker.close(),
        ...workersClosed,
        ...closing,
      ])
    },
  }
}
