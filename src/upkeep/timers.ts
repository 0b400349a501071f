/** What a worker process does at intervals: heartbeat, recovery from dead workers, probes, replays, erasures, figures. */

import type { DeliveryContext } from '../delivery/context.ts'
import { rightNow } from '../delivery/lease.ts'
import { type Heartbeat, heartbeat } from '../ledger/heartbeat.ts'
import { removeDeadWorkers } from '../ledger/workers.ts'
import { runErasures } from '../operations/erase.ts'
import { runReplays } from '../operations/replay-many.ts'
import { openFigures } from './figures.ts'
import { probeDue } from './probe.ts'
import { recover } from './recover.ts'
import { eraseOldLeads, type Retentions } from './retention.ts'

/** Milliseconds. */
export const beatEvery = 1_000
/**
 * Milliseconds without a pause of its own before a worker forgets others: an outage of PostgreSQL stops all heartbeats.
 */
const takeOverAfter = 6_000
const retentionEvery = 3_600_000

/** @returns a function that stops the timers */
export function startTimers(
  context: DeliveryContext,
  role: string,
  sources: () => Retentions,
  onFailure: (error: unknown) => void,
): () => void {
  const eraseOld = () => eraseOldLeads(context, sources())
  void eraseOld().catch(onFailure)
  const work = {
    probe: oneAtATime(() => probeDue(context), onFailure),
    replay: oneAtATime(() => runReplays(context), onFailure),
    erase: oneAtATime(() => runErasures(context), onFailure),
    takeOver: oneAtATime(() => takeOver(context), onFailure),
    count: oneAtATime(openFigures(context), onFailure),
  }
  const beat = oneAtATime(async () => {
    const now = await beatOnce(context, role)
    const steady = context.lease.heldFor() >= takeOverAfter
    if (steady && now.eldest && (now.dead || now.abandoned)) work.takeOver()
    if (steady && now.eldest) work.count()
    if (now.probes) work.probe()
    if (now.replays) work.replay()
    if (now.erasures) work.erase()
  }, onFailure)
  const timers = [setInterval(beat, beatEvery), setInterval(oneAtATime(eraseOld, onFailure), retentionEvery)]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

async function takeOver(context: DeliveryContext): Promise<void> {
  const buried = await removeDeadWorkers(context.db, context.worker)
  if (buried > 0) await context.queue.ringAfterDeath(context.plan().destinations.keys())
  await recover(context)
}

export async function beatOnce(
  { db, worker, lease }: Pick<DeliveryContext, 'db' | 'worker' | 'lease'>,
  role: string,
): Promise<Heartbeat> {
  const asked = rightNow()
  const now = await heartbeat(db, worker, role)
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
