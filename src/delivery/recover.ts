/** Deliveries that a dead worker left `sending`: whether the far end took them is not known. */
import { uncertain } from '../failure.ts'
import { type Abandoned, abandoned } from '../ledger/backlog.ts'
import { type Circumstances, type Decision, decide } from './decide.ts'
import type { Track } from './track.ts'
import type { Yard } from './yard.ts'

export async function recover(yard: Yard): Promise<void> {
  for (;;) {
    const left = await abandoned(yard.db, 200)
    if (left.length === 0) return
    await Promise.all(left.map((one) => takeBack(yard, one)))
  }
}

async function takeBack(yard: Yard, left: Abandoned): Promise<void> {
  const track = yard.plan().tracks.get(left.destination)
  const message = 'The worker died while it was sending; whether the lead was taken is not known'
  const failure = uncertain({ message, code: 'WORKER_DIED' })
  const decision = track ? decide({ failure }, circumstancesOf(left, track)) : forAPerson
  await yard.settle({
    ...left,
    number: left.attempts,
    startedAt: left.sendingSince,
    configVersion: yard.plan().configVersion,
    ...decision,
    receipt: undefined,
    failure: { class: 'uncertain', code: 'WORKER_DIED', status: undefined, problem: '', message, excerpt: '' },
  })
  yard.log.warn({ delivery: left.id, destination: left.destination, state: decision.state }, 'taken from a dead worker')
  if (decision.state === 'queued') {
    await yard.line.deliveries([{ ...left, turn: left.turn + 1, dueIn: 0 }])
  }
}

function circumstancesOf(left: Abandoned, track: Track): Circumstances {
  return {
    attempts: left.attempts,
    retryingFor: left.tookMs,
    mayBeThere: true,
    repeat: track.repeat,
    canFind: track.destination.find !== undefined,
    probe: false,
    // It did not fail: where a repeat is harmless, or can be looked up, it goes straight back in line.
    stopping: true,
    policy: track.policy,
    now: new Date(),
    random: 0,
  }
}

/** Its destination left the configuration: nobody here knows what a repeat would do. */
const forAPerson: Decision = { state: 'uncertain', retryIn: undefined, mayBeThere: true, counts: true }
