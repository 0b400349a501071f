/** The ledger's hot writes, each shared by all calls that come at the same time. */

import { type Batch, batch } from '../async/batch.ts'
import { openConcurrencyLimit, underLimit } from '../async/concurrency-limit.ts'
import { retry } from '../async/retry.ts'
import type { DeliveryContext, QueuePort } from '../delivery/context.ts'
import { type Arrived, type Stored, storeArrivals } from '../ledger/arrivals.ts'
import { claim } from '../ledger/claims.ts'
import type { Db } from '../ledger/db.ts'
import { depart } from '../ledger/departures.ts'
import { type Settlement, settle } from '../ledger/settlements.ts'
import { refuseReadOnly } from '../ledger/writable.ts'

export interface Writes extends Pick<DeliveryContext, 'claim' | 'depart' | 'settle'> {
  /** Resolves once the arrival is committed; its job follows. @throws when the ledger cannot be reached */
  store: Batch<Arrived, Stored>
  /** @throws when an arrival would not be stored now. Never resolves while those before it are not stored. */
  ready(): Promise<void>
}

export interface WritesOptions {
  db: Db
  worker: string
  queue: QueuePort
  stopping: AbortSignal
  /** The ledger could not be written; it is tried again. */
  onOutage(error: unknown): void
  /** The queue did not take a commit's job; the reconciler heals it. */
  onQueueFailure(error: unknown): void
}

const size = { most: 200 }

/** A sender waits so long, in milliseconds. Then it is to send again: whether its lead was stored is not known. */
const patience = 8_000

/** For so long a hub is not ready after an arrival that was not stored (a full disk): then it takes another. */
const refusalCounts = 10_000

export function openWrites({ db, worker, queue, stopping, onOutage, onQueueFailure }: WritesOptions): Writes {
  const arriving = { ...size, limit: openConcurrencyLimit(1) }
  /** When an arrival was last not stored, and none has been since. */
  let refusedAt = Number.NEGATIVE_INFINITY
  const store = batch<Arrived, Stored>(async (arrivals) => {
    const stored = await storeArrivals(db, arrivals)
    const fresh = arrivals.filter(({ state }, at) => state === 'received' && !stored[at]?.duplicateOf)
    // The leads are safe, so nobody waits for the queue.
    if (fresh.length > 0) void queue.leads(fresh.map(({ id }) => id)).catch(onQueueFailure)
    return stored
  }, arriving)

  // In line with the arrivals: another connection may work while theirs does not.
  const ready = batch<undefined, void>(async () => {
    if (performance.now() - refusedAt < refusalCounts)
      throw Object.assign(new Error('not stored'), { code: 'NOT_STORED' })
    await refuseReadOnly(db)
    return []
  }, arriving)

  async function storeOne(arrived: Arrived): Promise<Stored> {
    try {
      const stored = await inTime(store(arrived))
      refusedAt = Number.NEGATIVE_INFINITY
      return stored
    } catch (error) {
      refusedAt = performance.now()
      throw error
    }
  }

  // Claims and settlements take turns: while the one is written the other gathers, and each write carries more.
  const turns = openConcurrencyLimit(1)
  const departed = new Set<string>()
  const departMany = batch<string, boolean>(async (ids) => {
    for (const id of ids) departed.add(id)
    const ours = await depart(db, worker, [...departed])
    return ids.map(() => ours)
  }, size)

  const settleMany = batch<Settlement, boolean>(
    async (settlements) => {
      const doubled = await settle(db, settlements)
      return settlements.map(({ id }) => doubled.has(id))
    },
    { ...size, limit: turns },
  )

  return {
    store: Object.assign(storeOne, { settled: store.settled }),
    ready: () => ready(undefined),
    claim: (rooms) => underLimit(turns, () => claim(db, worker, rooms)),
    depart: ({ id }) => departMany(id),
    settle: (settlement) =>
      retry(() => settleMany(settlement), stopping, onOutage).finally(() => {
        departed.delete(settlement.id)
      }),
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error('PostgreSQL did not store the lead in time'), { code: 'ETIMEDOUT' })
    timer = setTimeout(() => reject(error), patience)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
