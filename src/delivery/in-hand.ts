/** The deliveries that this worker has claimed and not yet recorded: their attempts begin as slots become free. */
import type { DeliveryContext } from './context.ts'
import { deliver, type ToAttempt } from './deliver.ts'
import { afterWaiting, isLate, learn, type Served, slotsOf } from './served.ts'

export interface InHand {
  /** Deliveries were claimed, oldest first. An attempt begins for each that has a slot, and the others are ready. */
  add(one: Served, works: readonly ToAttempt[]): void
  /** Begins an attempt in a slot that was taken for it. */
  begin(one: Served, work: ToAttempt): void
  /** Attempts begin in slots that are free again. */
  goOn(one: Served): void
  /** What is ready at the destination is not attempted under its claim; it is claimed again in its order. */
  putBack(one: Served): void
  /** Of all deliveries that are under way, or ready at one of these destinations. */
  ids(served: Iterable<Served>): string[]
  /** Resolves when nothing is under way. */
  recorded(): Promise<void>
}

export interface InHandOptions {
  /** No attempt may begin any more. */
  isClosed(): boolean
  /** Something ended at this destination. */
  onFree(one: Served): void
  onPutBack(): void
  /** An attempt could not be recorded, or its consequences failed. */
  onFailure(error: unknown): void
  /** Milliseconds for which a claimed delivery may be ready at most. */
  readyWithin: number
}

export function openInHand(
  context: DeliveryContext,
  { isClosed, onFree, onPutBack, onFailure, readyWithin }: InHandOptions,
): InHand {
  /** By attempt: a delivery may be claimed again while the consequences of its last attempt are under way. */
  const underWay = new Map<ToAttempt, Promise<void>>()
  const watched = new Set<Served>()

  function beginReady(one: Served): void {
    putBackLate(one)
    while (!isClosed() && slotsOf(one) > 0) {
      const next = one.ready.shift()
      if (!next) return
      one.attempts++
      begin(one, afterWaiting(next))
    }
  }

  function goOn(one: Served): void {
    beginReady(one)
    onFree(one)
  }

  function putBack(one: Served): void {
    if (one.ready.splice(0).length > 0) onPutBack()
  }

  /** The far end has become slow: another worker, an operator's pause or hold may come first. */
  function putBackLate(one: Served): void {
    if (!isLate(one, readyWithin)) return
    learn(one.pace, undefined)
    putBack(one)
  }

  function watch(one: Served): void {
    if (one.ready.length === 0 || watched.has(one)) return
    watched.add(one)
    setTimeout(() => {
      watched.delete(one)
      putBackLate(one)
      watch(one)
    }, readyWithin).unref()
  }

  function begin(one: Served, work: ToAttempt): void {
    let ended = false
    const recorded = deliver(context, work, ({ outcome, tookMs }) => {
      learn(one.pace, outcome.receipt && tookMs)
      if (outcome.failure) putBack(one)
      // With `concurrency: 1` the next attempt begins only after all consequences of the last attempt.
      if (one.concurrency === 1) return
      ended = true
      one.attempts--
      one.recording++
      goOn(one)
    })
    const done = recorded.catch(onFailure).finally(() => {
      underWay.delete(work)
      if (ended) one.recording--
      else one.attempts--
      goOn(one)
    })
    underWay.set(work, done)
  }

  return {
    add(one, works) {
      const claimedAt = performance.now()
      one.ready.push(...works.map((work) => ({ work, claimedAt })))
      beginReady(one)
      watch(one)
    },
    begin,
    goOn,
    putBack,
    ids: (served) =>
      [...underWay.keys(), ...[...served].flatMap(({ ready }) => ready.map(({ work }) => work))].map(idOf),
    async recorded() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }
}

function idOf({ claimed }: ToAttempt): string {
  return claimed.id
}
