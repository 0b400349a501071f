/** What a try means for its destination: hold it, rest it, or let it go on. */
import type { DeliveryError } from '../failure.ts'
import type { SettledFailure } from '../ledger/deliveries.ts'
import {
  hold,
  holdRejected,
  probeLater,
  probeNow,
  type RecentAttempt,
  recentAttempts,
  rest,
  type Standing,
  standings,
} from '../ledger/destinations.ts'
import { mappingCodes } from '../mapping/map.ts'
import { probeAfter, probeAt } from './decide.ts'
import { lineUp, release } from './release.ts'
import type { Track } from './track.ts'
import type { Tried } from './tried.ts'
import type { Yard } from './yard.ts'

/**
 * A destination that needs a person is held before its lead is settled: a held lead at an open destination would be put
 * back in line.
 */
export async function holdFirst(yard: Yard, { claimed, track, outcome }: Tried, settled: SettledFailure | undefined) {
  if (!track || !settled || claimed.probe || outcome.failure?.class !== 'configuration') return
  await holdDestination(yard, track, settled, outcome.failure.detail.probe ?? true)
}

export async function follow(yard: Yard, { claimed, track, outcome }: Tried, settled: SettledFailure | undefined) {
  if (!track) return
  const { failure } = outcome
  if (!failure || !settled || failure.detail.planned) {
    if (claimed.probe) await release(yard, track.id)
    return
  }
  if (claimed.probe) return followProbe(yard, track, claimed.id, failure, settled)
  switch (failure.class) {
    case 'configuration':
      return lineUpWhenMended(yard, track)
    case 'rejected':
      return holdWhenAllAreRefused(yard, track, settled)
    case 'transient':
    case 'uncertain':
      return restWhenDown(yard, track, failure, settled)
  }
}

export async function holdDestination(yard: Yard, track: Track, why: SettledFailure, probe: boolean): Promise<void> {
  const checkAt = probe ? new Date(Date.now() + probeAfter(track.policy.hold, 0)) : undefined
  if (await hold(yard.db, track.id, why, checkAt, track.settingsHash)) tell(yard, 'held', track, why)
}

/** The settings were mended while this try was under way: its lead goes again under the new ones. */
async function lineUpWhenMended(yard: Yard, track: Track): Promise<void> {
  if ((await standingOf(yard, track.id))?.state === 'open') await lineUp(yard, track.id, ['held'])
}

/** Different leads refused with one code: a fault of mapping or schema, not of the leads; they wait with the others. */
async function holdWhenAllAreRefused(yard: Yard, track: Track, why: SettledFailure): Promise<void> {
  const enough = track.policy.hold.afterRejections
  if (enough === 0 || !why.code) return
  const recent = await recentAttempts(yard.db, track.id, enough)
  if (!sameRefusal(recent, enough)) return
  await holdDestination(yard, track, why, true)
  await holdRejected(
    yard.db,
    recent.map(({ deliveryId }) => deliveryId),
  )
}

export function sameRefusal(recent: readonly RecentAttempt[], enough: number): boolean {
  const code = recent[0]?.code
  return (
    recent.length >= enough &&
    recent.every((attempt) => attempt.class === 'rejected' && attempt.code === code) &&
    new Set(recent.map(({ leadId }) => leadId)).size >= enough
  )
}

async function restWhenDown(yard: Yard, track: Track, failure: DeliveryError, why: SettledFailure): Promise<void> {
  const { rest: policy } = track.policy
  if (!failure.detail.everyLead) {
    if (policy.after === 0) return
    const recent = await recentAttempts(yard.db, track.id, policy.after)
    const down = recent.length >= policy.after && recent.every(({ class: c }) => c === 'transient' || c === 'uncertain')
    if (!down) return
  }
  if (await rest(yard.db, track.id, why, probeAt(policy, 0, failure.detail, new Date())))
    tell(yard, 'resting', track, why)
}

/** The probe's far end answered (a refusal of that lead is an answer too), or it is not yet time. */
async function followProbe(
  yard: Yard,
  track: Track,
  delivery: string,
  failure: DeliveryError,
  why: SettledFailure,
): Promise<void> {
  const standing = await standingOf(yard, track.id)
  const resting = standing?.state === 'resting'
  if (failure.class === 'configuration' && resting)
    return holdDestination(yard, track, why, failure.detail.probe ?? true)
  if (failure.class === 'rejected') {
    // Refused by our own mapping: nobody was asked, so another lead is to ask.
    if (mappingCodes.has(why.code)) return probeNow(yard.db, track.id)
    if (resting || why.code !== standing?.code) return release(yard, track.id)
    // What it is held for: this lead waits with the others.
    await holdRejected(yard.db, [delivery])
  }
  const policy = resting ? track.policy.rest : track.policy.hold
  const probes = (standing?.probes ?? 0) + 1
  const again = failure.detail.probe === false ? undefined : probeAt(policy, probes, failure.detail, new Date())
  await probeLater(yard.db, track.id, why, again)
}

async function standingOf(yard: Yard, destination: string): Promise<Standing | undefined> {
  return (await standings(yard.db)).find(({ id }) => id === destination)
}

function tell(yard: Yard, kind: 'held' | 'resting', { id }: Track, { problem, code, message }: SettledFailure): void {
  yard.tell({ kind, destination: id, problem, code, message })
  yard.log.warn({ destination: id, problem: problem || undefined, code }, `destination ${kind}`)
}
