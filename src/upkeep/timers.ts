/** What a worker process does at intervals: show that it lives, take over from the dead, probe, replay, erase. */

import type { DeliveryContext } from '../delivery/context.ts'
import { rightNow } from '../delivery/lease.ts'
import { type Heartbeat, heartbeat } from '../ledger/heartbeat.ts'
import { removeDeadWorkers } from '../ledger/workers.ts'
import { runErasures } from '../operations/erase.ts'
import { runReplays } from '../operations/replay-many.ts'
import { probeDue } from './probe.ts'
import { recover } from './recover.ts'
import { eraseOldLeads, type Retentions } from './retention.ts'

export const beatEvery = 1_000
/** After a pause of its own beats a worker lets the others beat first: the ledger may have been out of reach for all. */
const buryAfter = 6_000
const retentionEvery = 3_600_000

/** @returns a function that ends the timers. */
export function startTimers(
  context: DeliveryContext,
  role: string,
  sources: () => Retentions,
  onFailure: (error: unknown) => void,
): () => void {
  const eraseOld = () => eraseOldLeads(context, sources())
  void eraseOld().catch(onFailure)
  const work = {
    probe: alone(() => probeDue(context), onFailure),
    replay: alone(() => runReplays(context), onFailure),
    erase: alone(() => runErasures(context), onFailure),
    takeOver: alone(() => takeOver(context), onFailure),
  }
  const beat = alone(async () => {
    const now = await beatOnce(context, role)
    const steady = context.lease.heldFor() >= buryAfter
    if (steady && now.eldest && (now.dead || now.abandoned)) work.takeOver()
    if (now.probes) work.probe()
    if (now.replays) work.replay()
    if (now.erasures) work.erase()
  }, onFailure)
  const timers = [setInterval(beat, beatEvery), setInterval(alone(eraseOld, onFailure), retentionEvery)]
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

/** One run at a time; a failed one is told, and the next comes when it is asked for again. */
function alone(work: () => Promise<void>, onFailure: (error: unknown) => void): () => void {
  let running = false
  return () => {
    if (running) return
    running = true
    work()
      .catch(onFailure)
      .finally(() => (running = false))
  }
}
