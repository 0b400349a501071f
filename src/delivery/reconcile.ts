/** Makes the queue agree with the ledger: whatever is due and not in line is put back; dead workers' work is taken. */

import { forgetFingerprints } from '../ledger/arrivals.ts'
import { countLater, hasState, inLine } from '../ledger/backlog.ts'
import { standings } from '../ledger/destinations.ts'
import { unroutedArrivals } from '../ledger/fan-out.ts'
import { buryDead } from '../ledger/workers.ts'
import { recover } from './recover.ts'
import { firstId, lineUp } from './release.ts'
import type { Yard } from './yard.ts'

const part = 500

/** What is younger than this is still on its way into the queue. */
const settlingMs = 5_000

export async function reconcile(yard: Yard): Promise<void> {
  await buryDead(yard.db)
  await recover(yard)
  await routeForgotten(yard)
  for (const { id, state } of await standings(yard.db)) {
    if (state !== 'open') continue
    if (await hasState(yard.db, id, ['held'])) await lineUp(yard, id, ['held'])
    await refill(yard, id)
  }
  await forgetFingerprints(yard.db)
}

async function routeForgotten(yard: Yard): Promise<void> {
  const ids = await unroutedArrivals(yard.db, settlingMs, 10_000)
  for (let at = 0; at < ids.length; at += part) await yard.line.leads(ids.slice(at, at + part))
}

/**
 * Workers take what is due in its order: what is due for longer than the first in line, and no worker has, the queue has
 * lost. Of what is due later it holds a job each. All that may be lost is offered, each in a job of its own: one that is
 * there already is ignored, and one too many claims nothing.
 */
async function refill(yard: Yard, destination: string): Promise<void> {
  const { delayed, firstFor, active } = await yard.line.held(destination)
  const due = { forLonger: firstFor + settlingMs, orLater: (await countLater(yard.db, destination)) > delayed }
  const taken = new Set(active.map(({ id }) => id))
  let count = 0
  for (let after = firstId; ; ) {
    const some = await inLine(yard.db, destination, due, after, part)
    const last = some.at(-1)
    if (!last) break
    const lost = some.filter(({ id }) => !taken.has(id))
    await yard.line.deliveries(lost, 1)
    count += lost.length
    after = last.leadId
  }
  if (count > 0) yard.log.info({ destination, deliveries: count }, 'queue refilled from the ledger')
}
