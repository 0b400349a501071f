/** Decides what follows from an attempt. A function of plain data; the whole retry policy is here. */
import type { Policy } from '../config/policy.ts'
import type { Receipt, Repeat } from '../connector.ts'
import type { DeliveryError, FailureDetail } from '../failure.ts'
import type { DeliveryState } from '../ledger/states.ts'

export type Outcome = { receipt: Receipt; failure?: undefined } | { receipt?: undefined; failure: DeliveryError }

export interface Circumstances {
  /** This attempt included. */
  attempts: number
  /** Milliseconds since the first attempt, or the first after a person or a release last made the delivery due. */
  retryingFor: number
  /** An earlier attempt may have reached the far end. */
  mayBeThere: boolean
  repeat: Repeat
  canFind: boolean
  /** The attempt was the probe of a destination that is held or resting. */
  probe: boolean
  /**
   * The lead failed before with the same code under the same configuration, and the destination took another lead since
   * then.
   */
  othersPass: boolean
  /** The hub is stopping and cut this attempt short. */
  stopping: boolean
  policy: Policy
  /** By this process's clock, like the connector's `retryAt`. The decision itself is in milliseconds from now. */
  now: Date
  /** 0 ≤ random < 1, for jitter. */
  random: number
}

export interface Decision {
  state: DeliveryState
  /** `waiting` only: milliseconds until the next attempt. */
  retryIn: number | undefined
  mayBeThere: boolean
  /** Whether the attempt is counted. */
  counts: boolean
}

export function decide(outcome: Outcome, about: Circumstances): Decision {
  if (outcome.receipt) return { state: 'delivered', retryIn: undefined, mayBeThere: true, counts: true }
  const { failure } = outcome
  const mayBeThere = about.mayBeThere || failure.class === 'uncertain' || failure.class === 'internal'
  const stop = (state: DeliveryState) => ({ state, retryIn: undefined, mayBeThere, counts: true })
  switch (failure.class) {
    case 'configuration':
      if (about.othersPass) return stop('rejected')
      return { ...stop('held'), counts: false }
    case 'rejected':
      return stop('rejected')
    case 'internal':
      return stop('uncertain')
    case 'transient':
      if (about.stopping) return { ...stop('queued'), counts: false }
      return again(failure, about, mayBeThere)
    case 'uncertain':
      if (about.repeat === 'doubles' && (!about.canFind || failure.detail.final)) return stop('uncertain')
      if (about.stopping) return { ...stop('queued'), counts: false }
      return again(failure, about, mayBeThere)
  }
}

function again(failure: DeliveryError, about: Circumstances, mayBeThere: boolean): Decision {
  const { policy, now } = about
  if (failure.detail.planned) {
    return { state: 'waiting', retryIn: askedWait(failure.detail, now) ?? 0, mayBeThere, counts: false }
  }
  // A failed probe shows the state of the destination, not of the lead: a far end that is down exhausts no lead.
  const spent = !about.probe && !failure.detail.everyLead && about.retryingFor >= policy.retry.within
  if (spent) return { state: 'exhausted', retryIn: undefined, mayBeThere, counts: true }
  return { state: 'waiting', retryIn: waitOf(failure, about), mayBeThere, counts: !failure.detail.everyLead }
}

/** Milliseconds until the next attempt: what the far end asked for, else three times the last wait, at most `most`. */
function waitOf({ detail }: DeliveryError, about: Circumstances): number {
  const { policy, now, attempts, random, retryingFor } = about
  const { first, most } = policy.retry
  const asked = askedWait(detail, now)
  // Waits of 1, 3, 9 … add up to half of (the next wait - the first). A replay resets the time, so it begins with
  // `first`.
  const nextByTime = first + 2 * Math.max(0, retryingFor)
  const wait = Math.min(asked ?? Math.min(first * 3 ** Math.min(attempts - 1, 20), nextByTime), most)
  // Jitter, so that retries spread: a fifth either way, but never before the moment that the far end asked for.
  const jitter = asked === undefined ? 0.8 + 0.4 * random : 1 + 0.1 * random
  return Math.max(0, Math.round(wait * jitter))
}

/** Milliseconds until the moment that the far end asked for; undefined if it named none, or the moment is past. */
function askedWait({ retryAt }: FailureDetail, now: Date): number | undefined {
  const asked = retryAt ? retryAt.getTime() - now.getTime() : 0
  return asked > 0 ? asked : undefined
}

/** Milliseconds until probe number `probes` (from 0); the wait doubles each time. */
export function probeAfter({ first, most }: { first: number; most: number }, probes: number): number {
  return Math.min(first * 2 ** Math.min(probes, 20), most)
}

/** Milliseconds: a daily quota resets within this time. A far end that asks for a longer rest is probed earlier. */
const longestRest = 25 * 3_600_000

/**
 * Milliseconds until the next probe, after `probes` failed probes. Never before the moment that the far end asked for.
 */
export function probeIn(
  waits: { first: number; most: number },
  probes: number,
  detail: FailureDetail,
  now: Date,
): number {
  const own = probeAfter(waits, probes)
  const asked = Math.min(askedWait(detail, now) ?? 0, longestRest)
  return detail.everyLead && asked > 0 && probes === 0 ? asked : Math.max(own, asked)
}
