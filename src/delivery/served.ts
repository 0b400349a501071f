/** A destination that this process serves, and how much is claimed for it. */
import type { ToAttempt } from './deliver.ts'

export interface Served {
  id: string
  concurrency: number
  atRate: boolean
  departs: boolean
  /** Attempts under way, and the room that is kept for deliveries that are being made. */
  attempts: number
  /** Attempts that have ended, and whose outcome is being recorded. */
  recording: number
  /** Claimed, and not begun yet. Oldest lead first. */
  ready: Ready[]
  pace: Pace
  /** A claim is under way, or deliveries are being made for which there is no room: newer ones must wait for them. */
  ahead: number
  /** How many deliveries may be claimed. Without a rate: infinity while something may be due, else 0. */
  wanted: number
  waiting: ((outcome: OneClaim) => void)[]
}

export interface Ready {
  work: ToAttempt
  /** By the clock of `performance.now()`. */
  claimedAt: number
}

/** How the last attempts at a destination went. */
export interface Pace {
  /** Receipts since the last failure. */
  receipts: number
  /** Milliseconds that an attempt takes, smoothed. */
  tookMs: number
}

/** `no room`: another worker may have room, or this worker no longer serves the destination. */
export type OneClaim = 'claimed' | 'nothing due' | 'no room'

/** Milliseconds in which attempts begin for all that is claimed ahead. */
const aheadMs = 25

/**
 * How many attempts may begin now. The next attempt does not wait until the last is recorded, but of a worker that dies
 * never more than twice `concurrency` are unknown.
 */
export function slotsOf({ concurrency, attempts, recording }: Served): number {
  return Math.min(concurrency, 2 * concurrency - recording) - attempts
}

/**
 * How many deliveries may be claimed now. Nothing is claimed while half of what may be ahead is ready, so that a claim
 * carries several.
 */
export function roomOf(one: Served): number {
  const ahead = mayBeAhead(one)
  if (one.ready.length > 0 && one.ready.length >= ahead / 2) return 0
  const toBegin = ahead > 0 ? one.concurrency - one.attempts : slotsOf(one)
  return Math.min(toBegin + ahead - one.ready.length, one.wanted)
}

/**
 * How many deliveries may be claimed before there is room to attempt them, so that an attempt does not wait for a
 * claim. None where attempts fail, because what is claimed for a closed destination must be given back.
 */
function mayBeAhead({ concurrency, atRate, pace }: Served): number {
  if (concurrency < 2 || atRate || pace.receipts < concurrency) return 0
  return Math.min(concurrency, Math.floor((concurrency * aheadMs) / pace.tookMs))
}

export function newServed(id: string, settings: Pick<Served, 'concurrency' | 'atRate' | 'departs'>): Served {
  const pace = { receipts: 0, tookMs: 0 }
  return { id, ...settings, attempts: 0, recording: 0, ready: [], pace, ahead: 0, wanted: 0, waiting: [] }
}

/** @returns whether the oldest that is ready has waited longer than `within` milliseconds for a slot */
export function isLate({ ready: [next] }: Served, within: number): boolean {
  return next !== undefined && performance.now() - next.claimedAt >= within
}

/** The attempt begins now: later than the claim by the time in which the delivery was ready. */
export function afterWaiting({ work, claimedAt }: Ready): ToAttempt {
  const ms = performance.now() - claimedAt
  if (ms < 1) return work
  const { sendingSince, retryingFor } = work.claimed
  const later = { sendingSince: new Date(sendingSince.getTime() + ms), retryingFor: retryingFor + ms }
  return { ...work, claimed: { ...work.claimed, ...later } }
}

/** @param tookMs of an attempt with a receipt; undefined: the attempt failed */
export function learn(pace: Pace, tookMs: number | undefined): void {
  if (tookMs === undefined) {
    pace.receipts = 0
    return
  }
  pace.tookMs = pace.receipts === 0 ? tookMs : pace.tookMs + (tookMs - pace.tookMs) / 8
  pace.receipts++
}
