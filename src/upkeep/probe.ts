/** Looks whether a held or resting destination works again: a check that writes nothing, then one lead. */

import { check } from '../delivery/check.ts'
import type { Yard } from '../delivery/context.ts'
import { probeAfter } from '../delivery/decide.ts'
import { told } from '../delivery/failure-text.ts'
import { earlierCodes } from '../delivery/merge.ts'
import type { Track } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import { release } from '../delivery/release.ts'
import { probeLater } from '../ledger/destinations.ts'
import { type DueProbe, extendProbe, probeInLine, takeDueProbes, takeProbe } from '../ledger/probes.ts'

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
