/** Sends a test lead, marked like Microsoft's own test leads, to one destination by the real path. */
import { v7 as uuid } from 'uuid'
import type { DeliveryContext } from '../delivery/context.ts'
import { ringFor } from '../delivery/fan-out.ts'
import { timeOf } from '../lead/id.ts'
import { readMarketplace } from '../lead/marketplace.ts'
import { sampleLead } from '../lead/sample.ts'
import { storeArrivals } from '../ledger/arrivals.ts'
import { audit } from '../ledger/audit.ts'
import { storeRouted } from '../ledger/fan-out.ts'
import type { About } from './destination.ts'

export interface TestLead {
  lead: string
  delivery: string
}

/** The source of a test lead. */
const source = 'test-lead'

export async function sendTestLead(context: DeliveryContext, { actor, destination }: About): Promise<TestLead> {
  const [id, delivery] = [uuid(), uuid()]
  const receivedAt = timeOf(id)
  const body = sampleLead(receivedAt)
  const { configVersion } = context.plan()
  const { raw: _raw, ...lead } = readMarketplace(body, { id, received: receivedAt, endpoint: source })!
  const raw = Buffer.from(JSON.stringify(body))
  const about = { id, source, receivedAt, raw, contentType: 'application/json', reason: '', configVersion }
  const found = { offer: lead.offer.title, email: lead.person.email, test: true }
  await storeArrivals(context.db, [{ ...about, ...found, state: 'received', lead }])
  const deliveries = [{ id: delivery, destination, route: source }]
  const made = await storeRouted(context.db, [{ leadId: id, state: 'routed', reason: '', configVersion, deliveries }])
  await audit(context.db, { actor, action: 'test-lead', subject: destination, detail: { lead: id } })
  await ringFor(context, made)
  return { lead: id, delivery }
}
