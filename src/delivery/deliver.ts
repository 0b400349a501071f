/** Handles a claimed delivery: the attempt, the settlement, and the consequences for the destination. */

import { DeliveryError } from '../failure.ts'
import type { Claimed } from '../ledger/claims.ts'
import { earlierDelivery } from '../ledger/person-leads.ts'
import type { Settlement } from '../ledger/settlements.ts'
import { claimOver, type MayLeave, underClaim } from '../outside/claim.ts'
import { attempt, unexpected } from './attempt.ts'
import type { Attempted } from './attempted.ts'
import { afterAttempt, holdBefore, passesOthers } from './breaker.ts'
import type { DeliveryContext } from './context.ts'
import { type Decision, decide, type Outcome } from './decide.ts'
import { settledFailure } from './failure-text.ts'
import type { OpenDestination } from './open-destination.ts'

export interface ToAttempt {
  claimed: Claimed
  /** From the plan in force at the claim, which decides whether the departure is written. */
  opened: OpenDestination | undefined
  configVersion: string
  mayLeave: MayLeave
  /** The claim is the departure, too. */
  departed: boolean
}

/** @param onAttempted called when the attempt has ended: the next attempt may begin while the outcome is recorded. */
export async function deliver(
  context: DeliveryContext,
  work: ToAttempt,
  onAttempted: (attempted: Attempted) => void,
): Promise<void> {
  const attempted = await attemptOnce(context, work)
  onAttempted(attempted)
  await record(context, attempted)
}

async function attemptOnce(
  context: DeliveryContext,
  { claimed, opened, configVersion, mayLeave, departed }: ToAttempt,
): Promise<Attempted> {
  const begun = performance.now()
  opened?.enter()
  const findEarlier = ({ leadId, destination }: Claimed) => earlierDelivery(context.db, leadId, destination)
  const depart = async () => mayLeave() && (departed || ((await context.depart(claimed)) && mayLeave()))
  const outcome: Outcome = opened
    ? await underClaim(mayLeave, () => attempt(opened, claimed, context.stopping, findEarlier, depart))
    : { failure: notServedHere() }
  opened?.leave()
  if (outcome.failure?.detail?.code === claimOver && mayLeave()) context.lease.lose()
  const tookMs = performance.now() - begun
  const othersPass = await passesOthers(context, { claimed, opened, configVersion, outcome })
  return { claimed, opened, configVersion, outcome, othersPass, lapsed: !mayLeave(), tookMs }
}

/** Records the attempt, then changes the destination's state if the outcome calls for it. */
async function record(context: DeliveryContext, made: Attempted): Promise<void> {
  const { attempted, settlement } = judge(context, made)
  // The attempt is recorded even if the hold fails, for example because the ledger is away for a moment.
  await holdBefore(context, attempted, settlement).catch((error: unknown) => {
    context.log.warn(
      { err: error, destination: settlement.destination },
      'a destination could not be held; the next attempt will hold it',
    )
  })
  const doubled = await context.settle(settlement)
  report(context, settlement, attempted.claimed.lead.test)
  if (doubled) reportDoubled(context, settlement)
  await ringFor(context, settlement)
  await afterAttempt(context, attempted, settlement.failure)
}

/** A failed ring is only logged, because the reconciler rings again and the destination's state must not wait. */
async function ringFor(
  { queue, log }: DeliveryContext,
  { destination, state, retryIn = 0 }: Settlement,
): Promise<void> {
  if (state !== 'waiting' && state !== 'queued') return
  const rung = retryIn > 0 ? queue.ringIn(destination, retryIn) : queue.ring([destination])
  await rung.catch((err) => log.warn({ err, destination }, 'the queue did not take a ring'))
}

/**
 * A connector of a third party may hand over anything. If the decision throws, the attempt is settled as an internal
 * failure, because the delivery would stay `sending` otherwise.
 */
function judge(context: DeliveryContext, attempted: Attempted): { attempted: Attempted; settlement: Settlement } {
  try {
    return { attempted, settlement: settlementOf(context, attempted, decideOn(context, attempted)) }
  } catch (cause) {
    const ours = { ...attempted, outcome: { failure: unexpected(cause) } }
    return { attempted: ours, settlement: settlementOf(context, ours, decideOn(context, ours)) }
  }
}

function decideOn(
  context: DeliveryContext,
  { claimed, opened, outcome, othersPass, lapsed, tookMs }: Attempted,
): Decision {
  if (!opened) return { state: 'held', retryIn: undefined, mayBeThere: claimed.mayBeThere, counts: false }
  return decide(outcome, {
    attempts: claimed.attempts,
    retryingFor: claimed.retryingFor + tookMs,
    mayBeThere: claimed.mayBeThere,
    repeat: opened.repeat,
    canFind: opened.destination.find !== undefined,
    probe: claimed.probe,
    othersPass,
    // The attempt of a worker that paused too long proves nothing about the lead, like an attempt that a stop cut
    // short.
    stopping: context.stopping.aborted || lapsed,
    policy: opened.policy,
    now: new Date(),
    random: Math.random(),
  })
}

function settlementOf(
  context: DeliveryContext,
  { claimed, opened, configVersion, outcome, tookMs }: Attempted,
  decision: Decision,
): Settlement {
  return {
    id: claimed.id,
    generation: claimed.generation,
    leadId: claimed.leadId,
    destination: claimed.destination,
    worker: context.worker,
    number: claimed.attempts,
    startedAt: claimed.sendingSince,
    tookMs,
    configVersion,
    ...decision,
    receipt: outcome.receipt,
    failure: outcome.failure && settledFailure(outcome.failure, claimed.lead, context.hide, opened?.connector.problems),
    mayDouble: opened?.repeat === 'doubles' && mayBeNew(outcome),
  }
}

/** Whether the far end has, or may have, a new record. */
function mayBeNew({ receipt, failure }: Outcome): boolean {
  if (receipt) return receipt.outcome === 'created' || receipt.outcome === 'accepted'
  return failure.class === 'uncertain' || failure.class === 'internal'
}

/** Writes the one log line of an attempt: all that an operator filters by, and no lead data. */
function report(context: DeliveryContext, settlement: Settlement, test: boolean): void {
  const { failure, receipt, tookMs, destination, retryIn } = settlement
  const result = receipt?.outcome ?? failure?.class ?? ''
  // Test leads do not count in the metrics.
  if (!test) context.emit({ kind: 'attempt', destination, result, tookMs })
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
    // By this process's clock, like the log line's `time`.
    nextAttemptAt: retryIn === undefined ? undefined : new Date(Date.now() + retryIn),
    config: settlement.configVersion,
  }
  if (receipt) context.log.info(line, 'attempt')
  else context.log.warn(line, 'attempt')
}

/** Logs no references: some far ends use the e-mail address as the record's id, and that is lead data. */
function reportDoubled(context: DeliveryContext, { id, leadId, destination }: Settlement): void {
  context.emit({ kind: 'doubled', destination })
  const line = { delivery: id, lead: leadId, destination }
  context.log.error(line, 'a second attempt of a delivery was taken too: its far end may have the lead twice')
}

/** A worker with a newer configuration made this delivery, and this process does not have its destination. */
function notServedHere(): DeliveryError {
  const message = 'The destination is no longer in the configuration; restore it, or cancel the delivery'
  return new DeliveryError('configuration', { message, code: 'DESTINATION_GONE' })
}
