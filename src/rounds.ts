/** What a worker process does again and again: show that it lives, take over from the dead, probe, replay, erase. */
import { runErasures } from './delivery/erase.ts'
import { eraseOldLeads, type Retentions } from './delivery/erase-old.ts'
import { probeDue } from './delivery/probe.ts'
import { recover } from './delivery/recover.ts'
import { runReplays } from './delivery/replay-many.ts'
import type { Yard } from './delivery/yard.ts'
import { beat, buryDead } from './ledger/workers.ts'

const beatEvery = 3_000
const probeEvery = 1_000
/** New ones run at once where they are asked for; this takes up those of a process that died. */
const replaysEvery = 5_000
const erasuresEvery = 5_000
const retentionEvery = 3_600_000

/** @returns a function that ends the rounds. */
export function startRounds(
  yard: Yard,
  role: string,
  sources: () => Retentions,
  onFailure: (error: unknown) => void,
): () => void {
  const eraseOld = () => eraseOldLeads(yard, sources())
  void eraseOld().catch(onFailure)
  const timers = [
    every(beatEvery, () => beatAndBury(yard, role), onFailure),
    every(probeEvery, () => probeDue(yard), onFailure),
    every(replaysEvery, () => runReplays(yard), onFailure),
    every(erasuresEvery, () => runErasures(yard), onFailure),
    every(retentionEvery, eraseOld, onFailure),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

async function beatAndBury(yard: Yard, role: string): Promise<void> {
  await beat(yard.db, yard.worker, role)
  if ((await buryDead(yard.db)) > 0) await recover(yard)
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
