/**
 * What a worker process does at intervals: heartbeat, reconciling, recovery, probes, replays, undos, look-ups, erasures,
 * figures, search, and what the hub's other parts do.
 */

import type { DeliveryContext } from '../delivery/context.ts'
import { rightNow } from '../delivery/lease.ts'
import { type Heartbeat, heartbeat } from '../ledger/heartbeat.ts'
import { removeDeadWorkers } from '../ledger/workers.ts'
import { runErasures } from '../operations/erase.ts'
import { runLookups } from '../operations/look-up-many.ts'
import { runReplays } from '../operations/replay-many.ts'
import { runUndos } from '../operations/undo.ts'
import { openFigures } from './figures.ts'
import { probeDue } from './probe.ts'
import { reconcile, settlingMs } from './reconcile.ts'
import { recover } from './recover.ts'
import { eraseOldLeads, type Retentions } from './retention.ts'
import { fillSearch } from './search.ts'

/** Milliseconds. */
export const beatEvery = 1_000
/**
 * Milliseconds without a pause of its own before a worker forgets others: an outage of PostgreSQL stops all heartbeats.
 */
const takeOverAfter = 6_000
const retentionEvery = 3_600_000
const reconcileEvery = 15_000

/** Milliseconds: the second run finds the rings that a hub was adding when it died. */
const allSettled = settlingMs + 1_000

export interface Timers {
  /** Runs the reconciler now, and again a moment later. */
  reconcileSoon(): void
  stop(): void
}

/** @param parts called every second by the worker that started first; each has an interval of its own */
export function startTimers(
  context: DeliveryContext,
  role: string,
  sources: () => Retentions,
  tell: (eldest: boolean) => Promise<void>,
  onFailure: (error: unknown) => void,
  parts: readonly (() => Promise<void>)[] = [],
): Timers {
  const eraseOld = () => eraseOldLeads(context, sources())
  void eraseOld().catch(onFailure)
  const work = {
    probe: oneAtATime(() => probeDue(context), onFailure),
    replay: oneAtATime(() => runReplays(context), onFailure),
    undo: oneAtATime(() => runUndos(context), onFailure),
    lookUp: oneAtATime(() => runLookups(context), onFailure),
    erase: oneAtATime(() => runErasures(context), onFailure),
    search: oneAtATime(() => fillSearch(context), onFailure),
    takeOver: oneAtATime(() => takeOver(context), onFailure),
    reconcile: oneAtATime(() => reconcile(context), onFailure),
    count: oneAtATime(openFigures(context), onFailure),
    tell: oneAtATime(() => tell(eldest), onFailure),
  }
  const others = parts.map((part) => oneAtATime(part, onFailure))
  let reconciledAt = Number.NEGATIVE_INFINITY
  let second: NodeJS.Timeout | undefined
  let eldest = false

  function reconcileNow(): void {
    reconciledAt = performance.now()
    work.reconcile()
  }

  const beat = oneAtATime(async () => {
    const now = await beatOnce(context, role)
    const steady = context.lease.heldFor() >= takeOverAfter
    if (steady && now.eldest && (now.dead || now.abandoned)) work.takeOver()
    // One process is enough; the others begin when the eldest is gone.
    if (now.eldest && performance.now() - reconciledAt >= reconcileEvery) reconcileNow()
    if (steady && now.eldest) for (const act of [work.count, ...others]) act()
    eldest = now.eldest
    work.tell()
    if (now.probes) work.probe()
    if (now.replays) work.replay()
    if (now.undos) work.undo()
    if (now.lookups) work.lookUp()
    if (now.erasures) work.erase()
    if (now.eldest && now.searchDue) work.search()
  }, onFailure)
  const timers = [setInterval(beat, beatEvery), setInterval(oneAtATime(eraseOld, onFailure), retentionEvery)]
  return {
    reconcileSoon() {
      reconcileNow()
      clearTimeout(second)
      second = setTimeout(reconcileNow, allSettled)
    },
    stop() {
      clearTimeout(second)
      for (const timer of timers) clearInterval(timer)
    },
  }
}

async function takeOver(context: DeliveryContext): Promise<void> {
  const buried = await removeDeadWorkers(context.db, context.worker)
  if (buried > 0) await context.queue.ringAfterDeath(context.plan().destinations.keys())
  await recover(context)
}

export async function beatOnce(
  { hot, worker, lease }: Pick<DeliveryContext, 'hot' | 'worker' | 'lease'>,
  role: string,
): Promise<Heartbeat> {
  const asked = rightNow()
  const now = await heartbeat(hot, worker, role)
  lease.renew(asked, now)
  return now
}

/** Starts no run while another is under way. A failed run is reported and not repeated. */
function oneAtATime(work: () => Promise<void>, onFailure: (error: unknown) => void): () => void {
  let running = false
  return () => {
    if (running) return
    running = true
    work()
      .catch(onFailure)
      .finally(() => (running = false))
  }
}
