/** Finds in the ledger the leads and deliveries whose jobs the queue has lost, and rings for them. */

import type { DeliveryContext } from '../delivery/context.ts'
import { makeDue } from '../delivery/release.ts'
import { forgetFingerprints } from '../ledger/arrivals.ts'
import { overdue } from '../ledger/due.ts'
import { unroutedArrivals } from '../ledger/fan-out.ts'

const part = 500

/** Milliseconds: younger work may still be under way to a worker. */
export const settlingMs = 5_000

export async function reconcile(context: DeliveryContext): Promise<void> {
  const { db, queue } = context
  const ids = await unroutedArrivals(db, settlingMs, 10_000)
  for (let at = 0; at < ids.length; at += part) await queue.leads(ids.slice(at, at + part))
  const late = await overdue(db, settlingMs)
  for (const { destination, held } of late) if (held) await makeDue(context, destination, ['held'])
  await queue.ring(late.map(({ destination }) => destination))
  await forgetFingerprints(db)
}
