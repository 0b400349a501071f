/** Deliveries that a dead worker left `sending`: what may have been sent, and what surely was not. */

import { grace } from '../delivery/attempt.ts'
import type { Yard } from '../delivery/context.ts'
import { type Circumstances, type Decision, decide } from '../delivery/decide.ts'
import type { Track } from '../delivery/open-destination.ts'
import { firstId } from '../delivery/release.ts'
import { transient, uncertain } from '../failure.ts'
import { type Abandoned, abandoned } from '../ledger/backlog.ts'
import { forgetDepartures } from '../ledger/departures.ts'

const part = 200

export async function recover(yard: Yard): Promise<void> {
  for (let after = firstId; ; ) {
    const left = await abandoned(yard.db, after, part)
    await Promise.all(left.filter((one) => !isUnderWay(yard, one)).map((one) => takeBack(yard, one)))
    const last = left.at(-1)
    if (!last || left.length < part) break
    after = last.id
  }
  await forgetDepartures(yard.db)
}

/**
 * The worker is dead and its request may live: looked up before it has been answered, its record is not there yet. Nothing
 * is done before a try's own time is over.
 */
function isUnderWay(yard: Yard, { destination, unsent, tookMs }: Abandoned): boolean {
  const track = yard.plan().tracks.get(destination)
  if (unsent || track?.repeat !== 'doubles' || !track.destination.find) return false
  return tookMs < track.policy.deadline + grace
}

async function takeBack(yard: Yard, left: Abandoned): Promise<void> {
  const failure = left.unsent ? diedBefore : diedWhile
  const track = yard.plan().tracks.get(left.destination)
  const decision = decisionOn(left, track)
  await yard.settle({
    ...left,
    number: left.attempts,
    startedAt: left.sendingSince,
    configVersion: yard.plan().configVersion,
    ...decision,
    receipt: undefined,
    failure: {
      class: failure.class,
      code,
      message: failure.detail.message,
      status: undefined,
      problem: '',
      excerpt: '',
    },
  })
  yard.log.warn({ delivery: left.id, destination: left.destination, state: decision.state }, 'taken from a dead worker')
  if (decision.state === 'queued') {
    await yard.line.deliveries([{ ...left, turn: left.turn + 1, dueIn: 0 }])
  }
}

const code = 'WORKER_DIED'
const diedBefore = transient({ message: 'The worker died before it sent anything', code })
const diedWhile = uncertain({
  message: 'The worker died while it was sending; whether the lead was taken is not known',
  code,
})

function decisionOn(left: Abandoned, track: Track | undefined): Decision {
  // Nothing left: it goes straight back in line, as it was.
  if (left.unsent) return { ...again, mayBeThere: left.mayBeThere }
  return track ? decide({ failure: diedWhile }, circumstancesOf(left, track)) : forAPerson
}

const again = { state: 'queued', retryIn: undefined, counts: false } as const

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

/** Its destination left the configuration: nothing here tells what a repeat would do. */
const forAPerson: Decision = { state: 'uncertain', retryIn: undefined, mayBeThere: true, counts: true }
