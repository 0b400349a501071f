/** What a worker process does again and again: show that it lives, take over from the dead, probe, replay, erase. */

import type { DeliveryContext } from '../delivery/context.ts'
import { rightNow } from '../delivery/lease.ts'
import { beat, buryDead, isEldest } from '../ledger/workers.ts'
import { runErasures } from '../operations/erase.ts'
import { runReplays } from '../operations/replay-many.ts'
import { probeDue } from './probe.ts'
import { recover } from './recover.ts'
import { eraseOldLeads, type Retentions } from './retention.ts'

export const beatEvery = 2_000
/** After a pause of its own beats a worker lets the others beat first: the ledger may have been out of reach for all. */
const buryAfter = 3 * beatEvery
const probeEvery = 1_000
/** New ones run at once where they are asked for; this takes up those of a process that died. */
const replaysEvery = 5_000
const erasuresEvery = 5_000
const retentionEvery = 3_600_000

/** @returns a function that ends the rounds. */
export function startTimers(
  context: DeliveryContext,
  role: string,
  sources: () => Retentions,
  onFailure: (error: unknown) => void,
): () => void {
  const eraseOld = () => eraseOldLeads(context, sources())
  void eraseOld().catch(onFailure)
  const timers = [
    every(beatEvery, () => beatAndRecover(context, role), onFailure),
    every(probeEvery, () => probeDue(context), onFailure),
    every(replaysEvery, () => runReplays(context), onFailure),
    every(erasuresEvery, () => runErasures(context), onFailure),
    every(retentionEvery, eraseOld, onFailure),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

export async function beatOnce({ db, worker, lease }: Pick<DeliveryContext, 'db' | 'worker' | 'lease'>, role: string) {
  const asked = rightNow()
  const known = await beat(db, worker, role)
  lease.renew(asked, known)
}

async function beatAndRecover(context: DeliveryContext, role: string): Promise<void> {
  await beatOnce(context, role)
  if (context.lease.heldFor() < buryAfter) return
  await buryDead(context.db, context.worker)
  if (await isEldest(context.db, context.worker)) await recover(context)
}

/** One run at a time; a failed one is told and the next comes in its turn. */
function every(period: number, work: () => Promise<void>, onFailure: (error: unknown) => void): NodeJS.Timeout {
  let running = false
  return setInterval(() => {
    if (running) return
    running = true
    work()
      .catch(onFailure)
      .finally(() => (running = false))
  }, period)
}
