/** Settles the deliveries that a dead worker left `sending`, by whether their request may have left. */

import { grace } from '../delivery/attempt.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { type Circumstances, type Decision, decide } from '../delivery/decide.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { transient, uncertain } from '../failure.ts'
import { forgetDepartures } from '../ledger/departures.ts'
import { type Abandoned, abandoned } from '../ledger/due.ts'
import { firstId } from '../ledger/moves.ts'

const part = 200

export async function recover(context: DeliveryContext): Promise<void> {
  for (let after = firstId; ; ) {
    const left = await abandoned(context.db, after, part)
    await Promise.all(
      left.filter((delivery) => !isUnderWay(context, delivery)).map((delivery) => takeBack(context, delivery)),
    )
    const last = left.at(-1)
    if (!last || left.length < part) break
    after = last.id
  }
  await forgetDepartures(context.db)
}

/**
 * The worker is dead, but its request may still be under way, and a look-up would come too early to find the record. So
 * the delivery waits until the time of the attempt is over.
 */
function isUnderWay(context: DeliveryContext, { destination, unsent, tookMs }: Abandoned): boolean {
  const opened = context.plan().destinations.get(destination)
  if (unsent || opened?.repeat !== 'doubles' || !opened.destination.find) return false
  return tookMs < opened.policy.deadline + grace
}

async function takeBack(context: DeliveryContext, left: Abandoned): Promise<void> {
  const failure = left.unsent ? diedBefore : diedWhile
  const opened = context.plan().destinations.get(left.destination)
  const decision = decisionOn(left, opened)
  await context.settle({
    ...left,
    number: left.attempts,
    startedAt: left.sendingSince,
    configVersion: context.plan().configVersion,
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
  context.log.warn(
    { delivery: left.id, destination: left.destination, state: decision.state },
    'taken from a dead worker',
  )
  if (decision.state === 'queued') await context.queue.ring([left.destination])
}

const code = 'WORKER_DIED'
const diedBefore = transient({ message: 'The worker died before it sent anything', code })
const diedWhile = uncertain({
  message: 'The worker died while it was sending; whether the lead was taken is not known',
  code,
})

function decisionOn(left: Abandoned, opened: OpenDestination | undefined): Decision {
  // Nothing was sent, so the delivery is due again as before.
  if (left.unsent) return { ...dueAgain, mayBeThere: left.mayBeThere }
  return opened ? decide({ failure: diedWhile }, circumstancesOf(left, opened)) : forAPerson
}

const dueAgain = { state: 'queued', retryIn: undefined, counts: false } as const

function circumstancesOf(left: Abandoned, opened: OpenDestination): Circumstances {
  return {
    attempts: left.attempts,
    retryingFor: left.tookMs,
    mayBeThere: true,
    repeat: opened.repeat,
    canFind: opened.destination.find !== undefined,
    probe: false,
    othersPass: false,
    // The attempt did not fail. As after a stop, the delivery is due at once if a repeat is harmless or can be looked
    // up.
    stopping: true,
    policy: opened.policy,
    now: new Date(),
    random: 0,
  }
}

/** The destination left the configuration, so this process does not know whether a repeat is harmless. */
const forAPerson: Decision = { state: 'uncertain', retryIn: undefined, mayBeThere: true, counts: true }
