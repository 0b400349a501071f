/** What follows from one try. A function of plain data: the whole retry policy stands here. */
import type { Policy } from '../config/policy.ts'
import type { Receipt, Repeat } from '../connector.ts'
import type { DeliveryError, FailureDetail } from '../failure.ts'
import type { DeliveryState } from '../ledger/states.ts'

export type Outcome = { receipt: Receipt; failure?: undefined } | { receipt?: undefined; failure: DeliveryError }

export interface Circumstances {
  /** This try included. */
  attempts: number
  /** Milliseconds since its first try, counted from when a person or a release last put it in line. */
  retryingFor: number
  /** An earlier try may have been applied. */
  mayBeThere: boolean
  repeat: Repeat
  canFind: boolean
  /** The try was the probe of a destination that is held or resting. */
  probe: boolean
  /** The destination took another lead since this one last failed, with the same code, under the same configuration. */
  othersPass: boolean
  /** The hub is stopping and cut this try short. */
  stopping: boolean
  policy: Policy
  /** By this process's clock, as the connector's `retryAt`: what is due is told in milliseconds from now. */
  now: Date
  /** 0 ≤ random < 1, for jitter. */
  random: number
}

export interface Decision {
  state: DeliveryState
  /** `waiting` only: milliseconds until the next try. */
  retryIn: number | undefined
  mayBeThere: boolean
  /** Whether the try counts as an attempt of the lead. */
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
    return { state: 'waiting', retryIn: wishOf(failure.detail, now) ?? 0, mayBeThere, counts: false }
  }
  // A probe speaks for its destination, not for its lead: a far end that is down for a week exhausts nobody.
  const spent = !about.probe && !failure.detail.everyLead && about.retryingFor >= policy.retry.within
  if (spent) return { state: 'exhausted', retryIn: undefined, mayBeThere, counts: true }
  return { state: 'waiting', retryIn: waitOf(failure, about), mayBeThere, counts: !failure.detail.everyLead }
}

/** Milliseconds: the far end's own wish when it has one, else tripled each time; capped, and never all at once. */
function waitOf({ detail }: DeliveryError, about: Circumstances): number {
  const { policy, now, attempts, random, retryingFor } = about
  const { first, most } = policy.retry
  const asked = wishOf(detail, now)
  // Waits of 1, 3, 9 … come to half of the next one less the first: by the time since, a replay begins again.
  const anew = first + 2 * Math.max(0, retryingFor)
  const wait = Math.min(asked ?? Math.min(first * 3 ** Math.min(attempts - 1, 20), anew), most)
  // Never before the far end asked; otherwise up to a fifth either way.
  const jitter = asked === undefined ? 0.8 + 0.4 * random : 1 + 0.1 * random
  return Math.max(0, Math.round(wait * jitter))
}

/** Milliseconds from now; none when there is no wish, or it is past. */
function wishOf({ retryAt }: FailureDetail, now: Date): number | undefined {
  const asked = retryAt ? retryAt.getTime() - now.getTime() : 0
  return asked > 0 ? asked : undefined
}

/** Milliseconds until probe number `probes` (from 0), doubled each time. */
export function probeAfter({ first, most }: { first: number; most: number }, probes: number): number {
  return Math.min(first * 2 ** Math.min(probes, 20), most)
}

/** A daily quota and its reset; whoever asks for a longer rest is asked again nevertheless. */
const longestRest = 25 * 3_600_000

/** Milliseconds until a destination is probed after failure number `probes` (from 0) of its own: not before the far end asks. */
export function probeIn(
  waits: { first: number; most: number },
  probes: number,
  detail: FailureDetail,
  now: Date,
): number {
  const own = probeAfter(waits, probes)
  const asked = Math.min(wishOf(detail, now) ?? 0, longestRest)
  return detail.everyLead && asked > 0 && probes === 0 ? asked : Math.max(own, asked)
}
