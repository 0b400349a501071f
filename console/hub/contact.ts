/**
 * Whether the hub answers, and what its clock shows. The stream of changes beats as long as the hub can look at its ledger;
 * every other answer tells the same.
 */

/** Milliseconds without a beat after which the stream tells nothing any more; the hub sends one every five seconds. */
export const longestPause = 12_000
/** Milliseconds that an answer counts while there is no stream: what is shown is asked for again in this time. */
const longestSilence = 40_000

export type Contact = { is: 'live' | 'polls' } | { is: 'away'; asOf: number }

/** Milliseconds of this browser's clock. */
let beatAt = Number.NEGATIVE_INFINITY
let answeredAt = Date.now()
let failedAt = Number.NEGATIVE_INFINITY
/** What has to be added to this browser's clock. */
let ahead = 0

const listeners = new Set<() => void>()
let told: Contact = { is: 'polls' }

export function onContact(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The same object as long as it says the same. */
export function contact(): Contact {
  const now = contactOf({ beatAt, answeredAt, failedAt }, Date.now())
  if (JSON.stringify(now) !== JSON.stringify(told)) told = now
  return told
}

export function contactOf(at: { beatAt: number; answeredAt: number; failedAt: number }, now: number): Contact {
  const fails = at.failedAt > at.answeredAt
  if (!fails && now - at.beatAt < longestPause) return { is: 'live' }
  // A stream that fell silent counts more than an answer before that.
  const silentSince = Math.min(at.beatAt + longestPause, now)
  if (!fails && at.answeredAt > silentSince && now - at.answeredAt < longestSilence) return { is: 'polls' }
  return { is: 'away', asOf: Math.max(at.beatAt, at.answeredAt) }
}

function tell(): void {
  for (const listener of listeners) listener()
}

/** @param date of the answer, in seconds: the hub's clock */
export function answered(date: string | null): void {
  answeredAt = Date.now()
  const shown = Date.parse(date ?? '')
  // The hub's moment lies within the second that it tells.
  if (!Number.isNaN(shown)) ahead = Math.max(shown - answeredAt, Math.min(shown + 1_000 - answeredAt, ahead))
  tell()
}

export function unanswered(): void {
  failedAt = Date.now()
  tell()
}

/** @param hubNow the hub's clock, in milliseconds; unknown if another tab heard the beat */
export function beat(hubNow?: number): void {
  beatAt = Date.now()
  if (hubNow !== undefined) ahead = hubNow - beatAt
  tell()
}

/** The hub's stream ended: only a new beat counts. */
export function unheard(): void {
  beatAt = Math.min(beatAt, Date.now() - longestPause)
  tell()
}

/** Milliseconds, by the hub's clock. */
export function hubNow(): number {
  return Date.now() + ahead
}

/** A moment of this browser's clock by the hub's clock, both in milliseconds. */
export function byHubClock(at: number): number {
  return at + ahead
}
