/** Looks whether a held or resting destination works again: a check that writes nothing, then one lead. */
import { DeliveryError } from '../failure.ts'
import { probeLater } from '../ledger/destinations.ts'
import { type DueProbe, extendProbe, probeInLine, takeDueProbes, takeProbe } from '../ledger/probes.ts'
import { probeAfter } from './decide.ts'
import { earlierCodes } from './merge.ts'
import { findProblem } from './problem.ts'
import { release } from './release.ts'
import { told } from './told.ts'
import type { Track } from './track.ts'
import type { Yard } from './yard.ts'

export async function probeDue(yard: Yard): Promise<void> {
  const due = await takeDueProbes(yard.db)
  await Promise.all(due.map((one) => probe(yard, one)))
}

async function probe(yard: Yard, due: DueProbe): Promise<void> {
  const track = yard.plan().tracks.get(due.id)
  if (!track) return
  const lost = await probeInLine(yard.db, due.id)
  // The same turn: should its job be there after all, one of the two claims nothing.
  if (lost) return yard.line.offer([lost])
  // A resting far end is asked with a lead at once: its check may pass while its writes still fail.
  if (due.state === 'held' && !(await passesCheck(yard, track, due.probes))) return
  const lead = await takeProbe(yard.db, due.id, earlierCodes)
  if (lead) await yard.line.deliveries([lead])
  else await release(yard, due.id)
}

async function passesCheck(yard: Yard, track: Track, probes: number): Promise<boolean> {
  if (!track.destination.check) return true
  await extendProbe(yard.db, track.id, track.policy.deadline)
  const failure = await check(track, yard.stopping)
  if (!failure) return true
  const { detail } = failure
  const problem = findProblem(track.connector.problems, detail)?.id ?? ''
  const again = detail.probe === false ? undefined : probeAfter(track.policy.hold, probes + 1)
  const why = { problem, status: detail.status, ...told(detail, yard.hide, track.connector.problems) }
  await probeLater(yard.db, track.id, why, again, track.settingsHash)
  return false
}

/** Proves address, credentials and permissions without writing. @returns what is wrong, if anything. */
export async function check(track: Track, stopping: AbortSignal): Promise<DeliveryError | undefined> {
  if (!track.destination.check) return undefined
  try {
    await track.destination.check(AbortSignal.any([stopping, AbortSignal.timeout(track.policy.deadline)]))
    return undefined
  } catch (error) {
    if (error instanceof DeliveryError) return error
    return new DeliveryError('internal', {
      message: 'The connector failed in its check',
      code: 'INTERNAL',
      cause: error,
    })
  }
}
