/** One delivery of a job: claim, try, settle, and what follows for the destination. */

import { type Slots, SlotsClosed } from '../async/limit.ts'
import { DeliveryError } from '../failure.ts'
import type { Claimed, Settlement, Turn } from '../ledger/claims.ts'
import { earlierDelivery } from '../ledger/journey.ts'
import { claimOver, type MayLeave, underClaim } from '../outside/claim.ts'
import { attempt, unexpected } from './attempt.ts'
import type { Tried } from './attempted.ts'
import { follow, holdFirst } from './breaker.ts'
import type { Yard } from './context.ts'
import { type Decision, decide, type Outcome } from './decide.ts'
import { settledFailure } from './failure-text.ts'
import type { Track } from './open-destination.ts'

export async function carry(yard: Yard, turn: Turn & { destination: string }, slots: Slots): Promise<void> {
  const tried = await slots.run(
    () => claimUnderLease(yard, turn),
    (held) => tryOnce(yard, held),
  )
  // What came of it is recorded while the next one is tried.
  if (tried) await conclude(yard, tried)
}

interface Held {
  claimed: Claimed
  /** By the plan in force at the claim, which tells whether its departure is written down. */
  track: Track | undefined
  configVersion: string
  mayLeave: MayLeave
}

async function claimUnderLease(yard: Yard, { id, turn, destination }: Turn & { destination: string }) {
  await yard.lease.held(yard.stopping).catch(() => {
    throw new SlotsClosed()
  })
  const { tracks, configVersion } = yard.plan()
  const track = tracks.get(destination)
  const mayLeave = yard.lease.claiming()
  const claimed = await yard.claim({ id, turn, departs: track?.repeat === 'doubles' })
  return claimed && ({ claimed, track, configVersion, mayLeave } satisfies Held)
}

async function tryOnce(yard: Yard, { claimed, track, configVersion, mayLeave }: Held): Promise<Tried> {
  const begun = performance.now()
  track?.enter()
  const findEarlier = ({ leadId, destination }: Claimed) => earlierDelivery(yard.db, leadId, destination)
  const depart = async () => mayLeave() && (await yard.depart(claimed)) && mayLeave()
  const outcome: Outcome = track
    ? await underClaim(mayLeave, () => attempt(track, claimed, yard.stopping, findEarlier, depart))
    : { failure: notServedHere() }
  track?.leave()
  if (outcome.failure?.detail?.code === claimOver && mayLeave()) yard.lease.lose()
  return { claimed, track, configVersion, outcome, lapsed: !mayLeave(), tookMs: performance.now() - begun }
}

/** Records the try, then lets the destination's state follow from it. */
async function conclude(yard: Yard, asTried: Tried): Promise<void> {
  const { tried, settlement } = judge(yard, asTried)
  // Whatever becomes of the hold (a ledger away for a moment), the try is recorded.
  await holdFirst(yard, tried, settlement.failure).catch((error: unknown) => {
    yard.log.warn(
      { err: error, destination: settlement.destination },
      'a destination could not be held; its next try will',
    )
  })
  const doubled = await yard.settle(settlement)
  report(yard, settlement, tried.claimed.lead.test)
  if (doubled) reportDoubled(yard, settlement)
  const { id, destination, state, retryIn } = settlement
  if (state === 'waiting' || state === 'queued') {
    const turn = settlement.turn + 1
    // A queue that cannot take it now is refilled by the reconciler; the destination's state cannot wait for that.
    await yard.line.deliveries([{ id, turn, destination, dueIn: retryIn ?? 0 }]).catch((error) => {
      yard.log.warn({ err: error, destination }, 'the queue did not take a delivery')
    })
  }
  await follow(yard, tried, settlement.failure)
}

/** A connector of somebody's own may hand over anything; a try that could not be judged would stay `sending`. */
function judge(yard: Yard, tried: Tried): { tried: Tried; settlement: Settlement } {
  try {
    return { tried, settlement: settlementOf(yard, tried, decideOn(yard, tried)) }
  } catch (cause) {
    const ours = { ...tried, outcome: { failure: unexpected(cause) } }
    return { tried: ours, settlement: settlementOf(yard, ours, decideOn(yard, ours)) }
  }
}

function decideOn(yard: Yard, { claimed, track, outcome, lapsed, tookMs }: Tried): Decision {
  if (!track) return { state: 'held', retryIn: undefined, mayBeThere: claimed.mayBeThere, counts: false }
  return decide(outcome, {
    attempts: claimed.attempts,
    retryingFor: claimed.retryingFor + tookMs,
    mayBeThere: claimed.mayBeThere,
    repeat: track.repeat,
    canFind: track.destination.find !== undefined,
    probe: claimed.probe,
    // A worker that stood still says nothing of the lead or the far end, as one that stops.
    stopping: yard.stopping.aborted || lapsed,
    policy: track.policy,
    now: new Date(),
    random: Math.random(),
  })
}

function settlementOf(
  yard: Yard,
  { claimed, track, configVersion, outcome, tookMs }: Tried,
  decision: Decision,
): Settlement {
  return {
    id: claimed.id,
    turn: claimed.turn,
    leadId: claimed.leadId,
    destination: claimed.destination,
    worker: yard.worker,
    number: claimed.attempts,
    startedAt: claimed.sendingSince,
    tookMs,
    configVersion,
    ...decision,
    receipt: outcome.receipt,
    failure: outcome.failure && settledFailure(outcome.failure, claimed.lead, yard.hide, track?.connector.problems),
    mayDouble: track?.repeat === 'doubles' && mayBeNew(outcome),
  }
}

/** Whether the far end has, or may have, a record more than before. */
function mayBeNew({ receipt, failure }: Outcome): boolean {
  if (receipt) return receipt.outcome === 'created' || receipt.outcome === 'accepted'
  return failure.class === 'uncertain' || failure.class === 'internal'
}

/** The canonical line of an attempt: everything an operator filters by, nothing of the lead. */
function report(yard: Yard, settlement: Settlement, test: boolean): void {
  const { failure, receipt, tookMs, destination, retryIn } = settlement
  const result = receipt?.outcome ?? failure?.class ?? ''
  // A test lead is no figure.
  if (!test) yard.tell({ kind: 'attempt', destination, result, tookMs })
  const line = {
    delivery: settlement.id,
    lead: settlement.leadId,
    destination,
    attempt: settlement.number,
    state: settlement.state,
    result,
    code: failure?.code || undefined,
    status: receipt?.status ?? failure?.status,
    problem: failure?.problem || undefined,
    tookMs: Math.round(tookMs),
    // By the clock of the line's own time.
    nextAttemptAt: retryIn === undefined ? undefined : new Date(Date.now() + retryIn),
    config: settlement.configVersion,
  }
  if (receipt) yard.log.info(line, 'attempt')
  else yard.log.warn(line, 'attempt')
}

function reportDoubled(yard: Yard, { id, leadId, destination, receipt }: Settlement): void {
  yard.tell({ kind: 'doubled', destination })
  const line = { delivery: id, lead: leadId, destination, reference: receipt?.reference }
  yard.log.error(line, 'a second attempt of a delivery was taken too: its far end may have the lead twice')
}

/** Another worker's newer configuration made this delivery; here it cannot be served. */
function notServedHere(): DeliveryError {
  const message = 'The destination is no longer in the configuration; restore it, or cancel the delivery'
  return new DeliveryError('configuration', { message, code: 'DESTINATION_GONE' })
}
