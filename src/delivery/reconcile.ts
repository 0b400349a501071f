/** Makes the queue agree with the ledger: whatever is due and not in line is put back; dead workers' work is taken. */

import { forgetFingerprints } from '../ledger/arrivals.ts'
import { countLater, dueAfter, dueBefore, hasState } from '../ledger/backlog.ts'
import { standings } from '../ledger/destinations.ts'
import { unroutedArrivals } from '../ledger/fan-out.ts'
import { buryDead } from '../ledger/workers.ts'
import { recover } from './recover.ts'
import { firstId, lineUp } from './release.ts'
import type { Yard } from './yard.ts'

const part = 500

/** What is younger than this is still on its way into the queue. */
export const settlingMs = 5_000

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
 * lost. Of what is due later it holds a job each. A wrong guess costs little: a job that is there already is ignored, and
 * one too many claims nothing.
 */
async function refill(yard: Yard, destination: string): Promise<void> {
  const { db, line } = yard
  const held = await line.held(destination)
  if (!held) return
  const { later, now } = await countLater(db, destination, settlingMs)
  const taken = new Set(held.active.map(({ id }) => id))
  const moment = new Date(now.getTime() - held.firstFor - settlingMs)
  let count = await eachPart(
    (after) => dueBefore(db, destination, moment, after, part),
    async (some, all) => {
      const lost = some.filter(({ id }) => !taken.has(id))
      await line.offer(lost, all ? 'first' : 'last')
      return lost.length
    },
  )
  if (later > held.delayed) {
    count += await eachPart(
      (after) => dueAfter(db, destination, now, after, part),
      async (some) => {
        await line.deliveries(some)
        return some.length
      },
    )
  }
  if (count > 0) yard.log.info({ destination, deliveries: count }, 'queue refilled from the ledger')
}

/**
 * @param take gets each part of what `read` gives, and whether it is all.
 * @returns the sum of what it answers.
 */
async function eachPart<T extends { leadId: string }>(
  read: (after: string) => Promise<T[]>,
  take: (some: T[], all: boolean) => Promise<number>,
): Promise<number> {
  for (let after = firstId, sum = 0; ; ) {
    const some = await read(after)
    const last = some.at(-1)
    if (!last) return sum
    sum += await take(some, after === firstId && some.length < part)
    after = last.leadId
  }
}
