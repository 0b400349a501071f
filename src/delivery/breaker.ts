/** What a try means for its destination: hold it, rest it, or let it go on. */

import type { DeliveryError } from '../failure.ts'
import type { SettledFailure } from '../ledger/claims.ts'
import { hold, probeLater, probeNow, recentAttempts, rest, type Standing, standings } from '../ledger/destinations.ts'
import { hasOtherThan } from '../ledger/probes.ts'
import { deliveredLately, holdRefused, recentRefusals } from '../ledger/refusals.ts'
import { mappingCodes } from '../mapping/map.ts'
import type { Tried } from './attempted.ts'
import type { Yard } from './context.ts'
import { probeAfter, probeIn } from './decide.ts'
import { earlierCodes } from './merge.ts'
import type { Track } from './open-destination.ts'
import { provesFault, refusalsToRead, refusedInARow } from './refusals.ts'
import { lineUp, release } from './release.ts'

/**
 * A destination that needs a person is held before its lead is settled: a held lead at an open destination would be put
 * back in line.
 */
export async function holdFirst(yard: Yard, { claimed, track, outcome }: Tried, settled: SettledFailure | undefined) {
  if (!track || !settled || claimed.probe || outcome.failure?.class !== 'configuration') return
  await holdDestination(yard, track, settled, { probe: outcome.failure.detail.probe ?? true })
}

export async function follow(yard: Yard, tried: Tried, settled: SettledFailure | undefined) {
  const { claimed, track, outcome } = tried
  if (!track) return
  const { failure } = outcome
  if (!failure || !settled || failure.detail.planned) {
    if (!claimed.probe) return
    // It asked nothing, so another lead is to ask.
    const askedNothing = earlierCodes.includes(settled?.code ?? '')
    if (askedNothing && (await hasOtherThan(yard.db, track.id, earlierCodes))) return probeNow(yard.db, track.id)
    return release(yard, track.id)
  }
  if (claimed.probe) return followProbe(yard, track, claimed.id, failure, settled)
  switch (failure.class) {
    case 'configuration':
      return lineUpWhenMended(yard, track)
    case 'rejected':
      return holdWhenAllAreRefused(yard, track, settled, tried.configVersion)
    case 'transient':
    case 'uncertain':
      return restWhenDown(yard, track, failure, settled)
  }
}

async function holdDestination(
  yard: Yard,
  track: Track,
  why: SettledFailure,
  { probe, refusal }: { probe: boolean; refusal?: string | undefined },
): Promise<void> {
  const { settingsHash, policy } = track
  const first = probe ? probeAfter(policy.hold, 0) : undefined
  if (await hold(yard.db, track.id, why, { probeIn: first, settingsHash, refusal })) tell(yard, 'held', track, why)
}

/** The settings were mended while this try was under way: its lead goes again under the new ones. */
async function lineUpWhenMended(yard: Yard, track: Track): Promise<void> {
  if ((await standingOf(yard, track.id))?.state === 'open') await lineUp(yard, track.id, ['held'])
}

/** Leads of different people refused with one code: a fault of mapping or schema, not of the leads; they wait with the others. */
async function holdWhenAllAreRefused(
  yard: Yard,
  track: Track,
  why: SettledFailure,
  configVersion: string,
): Promise<void> {
  const enough = track.policy.hold.afterRejections
  if (enough === 0 || !why.code) return
  const row = refusedInARow(await recentRefusals(yard.db, track.id, refusalsToRead(enough)))
  if (!provesFault(row, { enough, deliveredLately: false })) return
  const lately = await deliveredLately(yard.db, track.id, configVersion)
  if (!provesFault(row, { enough, deliveredLately: lately })) return
  await holdDestination(yard, track, why, { probe: true, refusal: row[0]?.code })
  const refused = row.map(({ deliveryId }) => deliveryId)
  await holdRefused(yard.db, track.id, refused)
}

async function restWhenDown(yard: Yard, track: Track, failure: DeliveryError, why: SettledFailure): Promise<void> {
  const { rest: policy } = track.policy
  if (!failure.detail.everyLead) {
    if (policy.after === 0) return
    const recent = await recentAttempts(yard.db, track.id, policy.after)
    const down = recent.length >= policy.after && recent.every(({ class: c }) => c === 'transient' || c === 'uncertain')
    if (!down) return
  }
  if (await rest(yard.db, track.id, why, probeIn(policy, 0, failure.detail, new Date())))
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
    return holdDestination(yard, track, why, { probe: failure.detail.probe ?? true })
  // Refused with what it is held for, the lead waits with the others.
  if (failure.class === 'rejected' && (await holdRefused(yard.db, track.id, [delivery])) === 0) {
    // Refused by our own mapping: nothing was asked, so another lead is to ask.
    if (mappingCodes.has(why.code)) return probeNow(yard.db, track.id)
    return release(yard, track.id)
  }
  const policy = resting ? track.policy.rest : track.policy.hold
  const probes = (standing?.probes ?? 0) + 1
  const again = failure.detail.probe === false ? undefined : probeIn(policy, probes, failure.detail, new Date())
  await probeLater(yard.db, track.id, why, again, track.settingsHash)
}

async function standingOf(yard: Yard, destination: string): Promise<Standing | undefined> {
  return (await standings(yard.db)).find(({ id }) => id === destination)
}

function tell(yard: Yard, kind: 'held' | 'resting', { id }: Track, { problem, code, message }: SettledFailure): void {
  yard.tell({ kind, destination: id, problem, code, message })
  yard.log.warn({ destination: id, problem: problem || undefined, code }, `destination ${kind}`)
}
