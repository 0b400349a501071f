/** Makes the queue agree with the ledger: whatever is due and not in line is put back; dead workers' work is taken. */

import { forgetFingerprints } from '../ledger/arrivals.ts'
import { countInLine, hasState, inLine } from '../ledger/backlog.ts'
import { standings } from '../ledger/destinations.ts'
import { unroutedArrivals } from '../ledger/fan-out.ts'
import { buryDead } from '../ledger/workers.ts'
import { recover } from './recover.ts'
import { firstId, lineUp } from './release.ts'
import type { Yard } from './yard.ts'

const part = 500

/** Leads younger than this are still on their way into the queue. */
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

/** A queue that holds fewer jobs than the ledger has due lost some: all are offered, those it has it ignores. */
async function refill(yard: Yard, destination: string): Promise<void> {
  const due = await countInLine(yard.db, destination)
  if (due === 0 || (await yard.line.length(destination)) >= due) return
  yard.log.info({ destination, due }, 'queue refilled from the ledger')
  for (let after = firstId; ; ) {
    const some = await inLine(yard.db, destination, after, part)
    const last = some.at(-1)
    if (!last) return
    await yard.line.deliveries(some)
    after = last.leadId
  }
}
