/** Probes a held or resting destination: first a check that writes nothing, then one lead. */

import { check } from '../delivery/check.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { probeAfter } from '../delivery/decide.ts'
import { failureText } from '../delivery/failure-text.ts'
import { earlierCodes } from '../delivery/merge.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import { release } from '../delivery/release.ts'
import { probeLater } from '../ledger/destinations.ts'
import { takeProbe } from '../ledger/moves.ts'
import { type DueProbe, extendProbe, probeIsDue, takeDueProbes } from '../ledger/probes.ts'

export async function probeDue(context: DeliveryContext): Promise<void> {
  const due = await takeDueProbes(context.db)
  await Promise.all(due.map((dueProbe) => probe(context, dueProbe)))
}

async function probe(context: DeliveryContext, due: DueProbe): Promise<void> {
  const opened = context.plan().destinations.get(due.id)
  if (!opened) return
  // A lead was taken as the probe and not claimed: its ring was lost.
  if (await probeIsDue(context.db, due.id)) return context.queue.ring([due.id])
  // A resting destination is probed with a lead at once, because its check may pass while its writes still fail.
  if (due.state === 'held' && !(await passesCheck(context, opened, due.probes))) return
  const lead = await takeProbe(context.db, due.id, earlierCodes)
  if (lead) await context.queue.ring([due.id])
  else await release(context, due.id)
}

async function passesCheck(context: DeliveryContext, opened: OpenDestination, probes: number): Promise<boolean> {
  if (!opened.destination.check) return true
  await extendProbe(context.db, opened.id, opened.policy.deadline)
  const failure = await check(opened, context.stopping)
  if (!failure) return true
  const { detail } = failure
  const problem = findProblem(opened.connector.problems, detail)?.id ?? ''
  const again = detail.probe === false ? undefined : probeAfter(opened.policy.hold, probes + 1)
  const why = { problem, status: detail.status, ...failureText(detail, context.hide, opened.connector.problems) }
  await probeLater(context.db, opened.id, why, again, { settingsHash: opened.settingsHash })
  return false
}
