/** Chooses what BullMQ runs on, and no other file does: Redis if its URL is given, else the ledger's PostgreSQL. */

import type { Processor } from 'bullmq'
import {
  createPostgresBackend,
  FlowProducer,
  Queue,
  type QueueOptions,
  runMigrations,
  Worker,
  type WorkerOptions,
} from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { allowMigration } from '../ledger/limits.ts'
import { openPool } from '../ledger/open.ts'
import { sharedListener } from './listen.ts'
import { leadsQueue } from './names.ts'
import { openRedis, refuseEviction, writeByTheTick } from './redis.ts'

export interface NewJob {
  queue: string
  id: string
  data: unknown
  /** Milliseconds until the job is due. @default 0 */
  delay?: number
  /** Nothing is added if a job of this id waits; while a job of this id runs, one more may follow. @default false */
  oneWaits?: boolean
}

/** What the hub needs of BullMQ on either backend. */
export interface Backend {
  name: 'postgres' | 'redis'
  /** Adds all jobs in one round trip. A job with an id that is there already is ignored. */
  add(jobs: readonly NewJob[]): Promise<void>
  /** Allows another job of this id (`oneWaits`), even if an earlier job of this id never ended. */
  forget(queue: string, id: string): Promise<void>
  queue(name: string): Queue
  /** @throws after `close` was called */
  worker(name: string, processor: Processor, options: Partial<WorkerOptions>): Worker
  /** @throws if a job cannot be added now */
  ping(): Promise<void>
  /** Closes everything. Jobs under way are cut short. */
  close(): Promise<void>
}

export interface BackendOptions {
  databaseUrl: string
  redisUrl?: string | undefined
  onError(error: Error): void
  /** A job ended with an error and is gone. */
  onJobFailure(error: Error): void
}

export function openBackend(options: BackendOptions): Promise<Backend> {
  return options.redisUrl ? onRedis(options.redisUrl, options) : onPostgres(options.databaseUrl, options)
}

// The ledger has the history, so the queue keeps no ended jobs.
const forget = { removeOnComplete: true, removeOnFail: true } as const

async function onPostgres(url: string, { onError, onJobFailure }: BackendOptions): Promise<Backend> {
  // A crash may lose the last changes of the queue, never of the ledger. The claims make that harmless.
  const settings = '-c search_path=bullmq,public -c synchronous_commit=off'
  const pool = openPool(url, { max: 20, connectionTimeoutMillis: 10_000, options: settings }, onError)
  const client = await pool.connect()
  try {
    await client.query(allowMigration)
    await runMigrations(client)
  } finally {
    client.release(true)
  }
  const shared = sharedListener(pool)
  const connection = shared as never
  const queues = new Map<string, Queue>()
  const workers = openWorkers(onError, onJobFailure)
  const flows = new FlowProducer({ connection }, rejectingBackend as never)
  flows.on('error', onError)
  const queue = (name: string) =>
    cached(queues, name, () => new Queue(name, { connection } as QueueOptions, createPostgresBackend as never), onError)
  return {
    name: 'postgres',
    async add(jobs) {
      // `Queue.addBulk` builds temporary tables on every call; flows go in with one statement for all queues.
      const [single, several] = split(jobs)
      await Promise.all([
        several.length > 0 ? flows.addBulk(several.map(asFlow)) : undefined,
        ...single.map((job) => addOne(queue(job.queue), job)),
      ])
    },
    forget: async (name, id) => void (await queue(name).removeDeduplicationKey(id)),
    queue,
    worker(name, processor, more) {
      const opts = { ...workerOptions, drainDelay: looksOnPostgres, ...more, connection } as WorkerOptions
      return workers.make(() => new Worker(name, processor, opts, createPostgresBackend as never))
    },
    async ping() {
      await pool.query('select 1')
    },
    async close() {
      await workers.close()
      await flows.close()
      await Promise.all([...queues.values()].map((queue) => queue.close()))
      await shared.end()
    },
  }
}

async function onRedis(url: string, { onError, onJobFailure }: BackendOptions): Promise<Backend> {
  const connections: (Redis | Cluster)[] = []
  const connect = (forWorker: boolean) => {
    const connection = openRedis(url, forWorker)
    connection.on('error', onError)
    writeByTheTick(connection)
    connections.push(connection)
    return connection
  }
  const producer = connect(false)
  await refuseEviction(producer).catch((error: unknown) => {
    producer.disconnect()
    throw error
  })
  const queues = new Map<string, Queue>()
  const workers = openWorkers(onError, onJobFailure)
  const queue = (name: string) =>
    cached(queues, name, () => new Queue(name, { connection: producer as never, prefix: prefixOf(name) }), onError)
  return {
    name: 'redis',
    async add(jobs) {
      const [single, several] = split(jobs)
      const byQueue = Map.groupBy(several, (job) => job.queue)
      await Promise.all([
        ...[...byQueue].map(([name, some]) => queue(name).addBulk(some.map(asFlow))),
        ...single.map((job) => addOne(queue(job.queue), job)),
      ])
    },
    forget: async (name, id) => void (await queue(name).removeDeduplicationKey(id)),
    queue,
    worker: (name, processor, more) =>
      workers.make(() => {
        const connection = connect(true) as never
        const opts = { ...workerOptions, drainDelay: looksOnRedis, ...more, connection, prefix: prefixOf(name) }
        return new Worker(name, processor, opts)
      }),
    async ping() {
      // The ping writes, because a replica, or a Redis whose memory is full, answers reads but takes no job.
      await producer.set(`${prefixOf(leadsQueue)}:ready`, '1', 'PX', 10_000)
    },
    async close() {
      await workers.close()
      await Promise.all([...queues.values()].map((queue) => queue.close()))
      for (const connection of connections) connection.disconnect()
    },
  }
}

/**
 * Makes no worker after `close`: on a closed connection BullMQ asks for jobs in an endless loop that blocks the
 * process.
 */
function openWorkers(onError: (error: Error) => void, onJobFailure: (error: Error) => void) {
  const open = new Set<Worker>()
  let closed = false
  return {
    make(create: () => Worker): Worker {
      if (closed) throw new Error('the queue is closed')
      const worker = create()
      worker.on('error', onError)
      worker.on('failed', (_job, error) => onJobFailure(error))
      worker.on('closing', () => open.delete(worker))
      open.add(worker)
      return worker
    },
    async close() {
      closed = true
      await Promise.all([...open].map((worker) => worker.close(true)))
    },
  }
}

/** The braces put all keys of a queue into one slot of a Redis Cluster. */
function prefixOf(name: string): string {
  return `{leadyard.${name}}`
}

/** Seconds between a worker's own looks; it is notified of a new job at once. */
const looksOnPostgres = 180

/** Less than the socket timeout of its connection (redis.ts). */
const looksOnRedis = 10

const workerOptions = {
  // Stalled jobs of a dead worker run again. That is harmless, because the ledger knows what is due.
  ...{ lockDuration: 10_000, stalledInterval: 300_000, maxStalledCount: 1_000, runRetryDelay: 1_000 },
  ...{ removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
} satisfies Partial<WorkerOptions>

function split(jobs: readonly NewJob[]): [NewJob[], NewJob[]] {
  return [jobs.filter(({ oneWaits }) => oneWaits), jobs.filter(({ oneWaits }) => !oneWaits)]
}

async function addOne(queue: Queue, { id, data }: NewJob): Promise<void> {
  await queue.add('job', data, { ...forget, deduplication: { id, keepLastIfActive: true } })
}

function asFlow({ queue, id, data, delay = 0 }: NewJob) {
  const opts = { jobId: id, ...forget, ...(delay > 0 ? { delay } : {}) }
  return { name: 'job', queueName: queue, data, opts }
}

/** BullMQ's backend, except that `addFlow` rejects if a job was not added: BullMQ's own does not tell the producer. */
function rejectingBackend(...parts: Parameters<typeof createPostgresBackend>) {
  const backend = createPostgresBackend(...parts)
  const addFlow = backend.addFlow.bind(backend)
  backend.addFlow = async (entries) => {
    const results = await addFlow(entries)
    for (const [failure] of results ?? []) if (failure) throw failure
    return results
  }
  return backend
}

function cached(queues: Map<string, Queue>, name: string, make: () => Queue, onError: (error: Error) => void): Queue {
  const known = queues.get(name)
  if (known) return known
  const queue = make()
  queue.on('error', onError)
  queues.set(name, queue)
  return queue
}
