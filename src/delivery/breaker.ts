/** Decides after each attempt whether its destination is held, rests, or stays open. */

import type { DeliveryError } from '../failure.ts'
import {
  type ConfiguredState,
  configuredStates,
  hold,
  probeLater,
  probeNow,
  recentAttempts,
  rest,
} from '../ledger/destinations.ts'
import { hasOthersDue } from '../ledger/due.ts'
import { holdRefused } from '../ledger/moves.ts'
import { hasOtherThan } from '../ledger/probes.ts'
import { deliveredLately, recentRefusals, tookOtherLeadSince } from '../ledger/refusals.ts'
import type { SettledFailure, Settlement } from '../ledger/settlements.ts'
import { mappingCodes } from '../mapping/map.ts'
import type { Attempted } from './attempted.ts'
import type { DeliveryContext } from './context.ts'
import { probeAfter, probeIn } from './decide.ts'
import { settledFailure } from './failure-text.ts'
import { earlierCodes } from './merge.ts'
import type { OpenDestination } from './open-destination.ts'
import { failuresInARow, failuresToRead, provesFault, refusalsToRead, refusedInARow } from './refusals.ts'
import { makeDue, release } from './release.ts'

/**
 * Holds a destination that a person must fix. The hold comes before the settlement, because a held lead at an open
 * destination is made due again.
 */
export async function holdBefore(
  context: DeliveryContext,
  { claimed, opened, outcome }: Attempted,
  { failure, state }: Pick<Settlement, 'failure' | 'state'>,
) {
  if (!opened || !failure || claimed.probe || outcome.failure?.class !== 'configuration' || state !== 'held') return
  await holdDestination(context, opened, failure, { probe: outcome.failure.detail.probe ?? true })
}

/** Whether a configuration failure concerns this lead alone. At a closed destination the next probe shows that. */
export async function passesOthers(
  context: DeliveryContext,
  { claimed, opened, outcome, configVersion }: Pick<Attempted, 'claimed' | 'opened' | 'outcome' | 'configVersion'>,
): Promise<boolean> {
  const { failure } = outcome
  if (!opened || claimed.probe || failure?.class !== 'configuration') return false
  const { id: delivery, destination } = claimed
  try {
    const { code } = settledFailure(failure, claimed.lead, context.hide, opened.connector.problems)
    return await tookOtherLeadSince(context.db, { delivery, destination, code, configVersion })
  } catch {
    // The ledger is away: the lead is held, like a lead that fails for the first time.
    return false
  }
}

export async function afterAttempt(
  context: DeliveryContext,
  attempted: Attempted,
  settled: SettledFailure | undefined,
) {
  const { claimed, opened, outcome } = attempted
  if (!opened) return
  const { failure } = outcome
  if (!failure || !settled || failure.detail.planned) {
    if (!claimed.probe) return
    // This probe sent no request, so another lead becomes the probe.
    const sentNothing = earlierCodes.includes(settled?.code ?? '')
    if (sentNothing && (await hasOtherThan(context.db, opened.id, earlierCodes))) return probeNow(context.db, opened.id)
    return release(context, opened.id)
  }
  if (claimed.probe) return afterProbe(context, opened, claimed.id, failure, settled)
  switch (failure.class) {
    case 'configuration':
      return releaseWhenFixed(context, opened)
    case 'rejected':
      return holdWhenAllAreRefused(context, attempted, opened, settled)
    case 'transient':
    case 'uncertain':
      return restWhenDown(context, opened, failure, settled)
  }
}

async function holdDestination(
  context: DeliveryContext,
  opened: OpenDestination,
  why: SettledFailure,
  { probe, refusal }: { probe: boolean; refusal?: string | undefined },
): Promise<void> {
  const { settingsHash, policy } = opened
  const first = probe ? probeAfter(policy.hold, 0) : undefined
  if (await hold(context.db, opened.id, why, { probeIn: first, settingsHash, refusal }))
    closed(context, 'held', opened, why)
}

/** If the settings were fixed during this attempt, its lead goes again under the new settings. */
async function releaseWhenFixed(context: DeliveryContext, opened: OpenDestination): Promise<void> {
  if ((await standingOf(context, opened.id))?.state === 'open') await makeDue(context, opened.id, ['held'])
}

/**
 * Leads of different people that are refused with the same code show a fault of the mapping or the schema, not of the
 * leads. So these leads wait with the others.
 */
async function holdWhenAllAreRefused(
  context: DeliveryContext,
  { claimed, configVersion }: Attempted,
  opened: OpenDestination,
  why: SettledFailure,
): Promise<void> {
  const enough = opened.policy.hold.afterRejections
  if (enough === 0 || !why.code) return
  // The lead was claimed before its destination was held for the same refusal: it waits with the others.
  if ((await holdRefused(context.db, opened.id, [claimed.id])) > 0) return
  const row = refusedInARow(await recentRefusals(context.db, opened.id, refusalsToRead(enough)))
  if (!provesFault(row, { enough, deliveredLately: false })) return
  const lately = await deliveredLately(context.db, opened.id, configVersion)
  if (!provesFault(row, { enough, deliveredLately: lately })) return
  await holdDestination(context, opened, why, { probe: true, refusal: row[0]?.code })
  const refused = row.map(({ deliveryId }) => deliveryId)
  await holdRefused(context.db, opened.id, refused)
}

async function restWhenDown(
  context: DeliveryContext,
  opened: OpenDestination,
  failure: DeliveryError,
  why: SettledFailure,
): Promise<void> {
  const { rest: policy } = opened.policy
  if (!failure.detail.everyLead) {
    if (policy.after === 0) return
    if (!(await isDown(context, opened.id, policy.after))) return
  }
  if (await rest(context.db, opened.id, why, probeIn(policy, 0, failure.detail, new Date())))
    closed(context, 'resting', opened, why)
}

async function isDown(context: DeliveryContext, destination: string, after: number): Promise<boolean> {
  const row = failuresInARow(await recentAttempts(context.db, destination, failuresToRead(after)))
  if (row.length < after) return false
  const failed = [...new Set(row.map(({ deliveryId }) => deliveryId))]
  return failed.length >= after || !(await hasOthersDue(context.db, destination, failed))
}

/**
 * Opens the destination if the far end answered the probe, also by refusing this lead. Else the next probe comes later.
 */
async function afterProbe(
  context: DeliveryContext,
  opened: OpenDestination,
  delivery: string,
  failure: DeliveryError,
  why: SettledFailure,
): Promise<void> {
  const standing = await standingOf(context, opened.id)
  const resting = standing?.state === 'resting'
  if (failure.class === 'configuration' && resting)
    return holdDestination(context, opened, why, { probe: failure.detail.probe ?? true })
  // A lead that is refused for the reason of the hold waits with the others.
  if (failure.class === 'rejected' && (await holdRefused(context.db, opened.id, [delivery])) === 0) {
    // Our own mapping refused the lead and no request was sent, so another lead becomes the probe.
    if (mappingCodes.has(why.code)) return probeNow(context.db, opened.id)
    return release(context, opened.id)
  }
  const policy = resting ? opened.policy.rest : opened.policy.hold
  const probes = (standing?.probes ?? 0) + 1
  const again = failure.detail.probe === false ? undefined : probeIn(policy, probes, failure.detail, new Date())
  const asked = failure.detail.retryAt !== undefined || failure.detail.everyLead === true
  await probeLater(context.db, opened.id, why, again, { settingsHash: opened.settingsHash, asked })
}

async function standingOf(context: DeliveryContext, destination: string): Promise<ConfiguredState | undefined> {
  return (await configuredStates(context.db)).find(({ id }) => id === destination)
}

function closed(
  context: DeliveryContext,
  kind: 'held' | 'resting',
  { id }: OpenDestination,
  { problem, code, message }: SettledFailure,
): void {
  context.emit({ kind, destination: id, problem, code, message })
  context.log.warn({ destination: id, problem: problem || undefined, code }, `destination ${kind}`)
}
