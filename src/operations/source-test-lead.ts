/** Sends a test lead by a source: it is stored and routed like every lead that comes in there. */

import type { DeliveryContext } from '../delivery/context.ts'
import { indexed } from '../lead/indexed.ts'
import type { Lead } from '../lead/lead.ts'
import { storeArrivals } from '../ledger/arrivals.ts'
import { audit } from '../ledger/audit.ts'

export interface SampleBody {
  raw: Buffer
  contentType: string
  lead: Lead
}

/** @returns the lead's id, once it is on disk. */
export async function sendSourceTestLead(
  { db, plan, queue, log }: DeliveryContext,
  { actor, source }: { actor: string; source: string },
  { raw, contentType, lead: { raw: _raw, ...lead } }: SampleBody,
): Promise<string> {
  const { id, receivedAt } = { id: lead.id, receivedAt: new Date(lead.received) }
  const { configVersion } = plan()
  const about = { id, source, receivedAt, raw, contentType, reason: '', configVersion }
  await storeArrivals(db, [{ ...about, ...indexed(lead), test: true, state: 'received', lead }])
  await audit(db, { actor, action: 'test-lead', subject: source, detail: { lead: id } })
  const late = (err: unknown) => log.warn({ err, source }, 'the queue did not take a test lead')
  // The lead is on disk, so nothing waits for the queue.
  void queue.leads([id]).catch(late)
  return id
}
