/** Makes the queue agree with the ledger: whatever is due and not in line is put back. */

import type { DeliveryContext } from '../delivery/context.ts'
import { firstId, lineUp } from '../delivery/release.ts'
import { forgetFingerprints } from '../ledger/arrivals.ts'
import { countLater, dueAfter, dueBefore, hasState } from '../ledger/backlog.ts'
import { standings } from '../ledger/destinations.ts'
import { unroutedArrivals } from '../ledger/fan-out.ts'

const part = 500

/** What is younger than this is still on its way into the queue. */
export const settlingMs = 5_000

export async function reconcile(context: DeliveryContext): Promise<void> {
  await routeForgotten(context)
  for (const { id, state } of await standings(context.db)) {
    if (state !== 'open') continue
    if (await hasState(context.db, id, ['held'])) await lineUp(context, id, ['held'])
    await refill(context, id)
  }
  await forgetFingerprints(context.db)
}

async function routeForgotten(context: DeliveryContext): Promise<void> {
  const ids = await unroutedArrivals(context.db, settlingMs, 10_000)
  for (let at = 0; at < ids.length; at += part) await context.queue.leads(ids.slice(at, at + part))
}

/**
 * Workers take what is due in its order: what is due for longer than the first in line, and no worker has, the queue has
 * lost, or has at the wrong place. Of what is due later it holds a job each. A wrong guess costs little: one job too many,
 * which claims nothing.
 */
async function refill(context: DeliveryContext, destination: string): Promise<void> {
  const { db, queue } = context
  const held = await queue.held(destination)
  if (!held) return
  const { later, now } = await countLater(db, destination, settlingMs)
  const moment = new Date(now.getTime() - held.firstFor - settlingMs)
  const taken = new Set(held.active.map(({ id }) => id))
  let count = await offerOverdue(context, destination, moment, taken)
  if (later > held.delayed) count += await lineUpLater(context, destination, now)
  if (count > 0) context.log.info({ destination, deliveries: count }, 'queue refilled from the ledger')
}

/** From the newest on, each part before the one that was offered before it: the oldest come first of all. */
async function offerOverdue(
  { db, queue }: DeliveryContext,
  destination: string,
  moment: Date,
  taken: ReadonlySet<string>,
) {
  let count = 0
  for (let before: string | undefined; ; ) {
    const some = await dueBefore(db, destination, moment, before, part)
    const last = some.at(-1)
    if (!last) return count
    const lost = some.filter(({ id }) => !taken.has(id)).reverse()
    await queue.offer(lost)
    count += lost.length
    before = last.leadId
  }
}

async function lineUpLater({ db, queue }: DeliveryContext, destination: string, now: Date) {
  let count = 0
  for (let after = firstId; ; ) {
    const some = await dueAfter(db, destination, now, after, part)
    const last = some.at(-1)
    if (!last) return count
    await queue.deliveries(some)
    count += some.length
    after = last.leadId
  }
}
