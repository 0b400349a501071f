/** The most frequent writes to the ledger: calls that come at the same time share a statement. */

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
  /** Resolves once the arrival is committed; its routing follows. @throws if the ledger cannot be reached */
  store: Batch<Arrived, Stored>
  /** @throws if an arrival cannot be stored now. Does not resolve before the earlier arrivals are stored. */
  ready(): Promise<void>
}

export interface WritesOptions {
  db: Db
  worker: string
  queue: QueuePort
  stopping: AbortSignal
  /** The ledger could not be written; the write is repeated. */
  onOutage(error: unknown): void
  /** The queue did not take the leads of a commit; the reconciler has them routed later. */
  onQueueFailure(error: unknown): void
}

const size = { most: 200 }

/**
 * Milliseconds that a sender waits at most. Then it must send again, because the hub does not know whether the lead is
 * stored.
 */
const storeWithin = 8_000

/** Milliseconds that a hub is not ready after an arrival that was not stored (a full disk). Then it takes another. */
const notReadyFor = 10_000

export function openWrites({ db, worker, queue, stopping, onOutage, onQueueFailure }: WritesOptions): Writes {
  const arriving = { ...size, limit: openConcurrencyLimit(1) }
  /** When an arrival last failed, unless an arrival was stored since then. */
  let failedAt = Number.NEGATIVE_INFINITY
  const store = batch<Arrived, Stored>(async (arrivals) => {
    const stored = await storeArrivals(db, arrivals)
    const fresh = arrivals.filter(({ state }, at) => state === 'received' && !stored[at]?.duplicateOf)
    // The leads are on disk, so the sender need not wait for the queue.
    if (fresh.length > 0) void queue.leads(fresh.map(({ id }) => id)).catch(onQueueFailure)
    return stored
  }, arriving)

  // Shares the limit with the arrivals, because another connection may work while their connection hangs.
  const ready = batch<undefined, void>(async () => {
    if (performance.now() - failedAt < notReadyFor) throw Object.assign(new Error('not stored'), { code: 'NOT_STORED' })
    await refuseReadOnly(db)
    return []
  }, arriving)

  async function storeOne(arrived: Arrived): Promise<Stored> {
    try {
      const stored = await inTime(store(arrived))
      failedAt = Number.NEGATIVE_INFINITY
      return stored
    } catch (error) {
      failedAt = performance.now()
      throw error
    }
  }

  // Claims and settlements share a limit of one statement: while one is written the other gathers, so each carries
  // more.
  const claimOrSettle = openConcurrencyLimit(1)
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
    { ...size, limit: claimOrSettle },
  )

  return {
    store: Object.assign(storeOne, { settled: store.settled }),
    ready: () => ready(undefined),
    claim: (rooms) => underLimit(claimOrSettle, () => claim(db, worker, rooms)),
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
    timer = setTimeout(() => reject(tooLate()), storeWithin)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function tooLate(): Error {
  return Object.assign(new Error('PostgreSQL did not store the lead in time'), { code: 'ETIMEDOUT' })
}
