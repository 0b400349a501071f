import { onTestFinished } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import type { Delivery } from '../../../src/connector.ts'
import { DeliveryError } from '../../../src/failure.ts'
import type { Lead } from '../../../src/lead/lead.ts'
import { type SalesforceOptions, startSalesforce } from '../../far-ends/salesforce.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { toolsFor } from '../tools.ts'

/** The connector opened against an org of its own, with a clock that stands still until moved. */
export async function opened(options: SalesforceOptions = {}, over: Record<string, unknown> = {}) {
  const clock = { at: new Date() }
  const now = () => clock.at
  const org = await startSalesforce({ ...options, now })
  const tools = { ...toolsFor('crm'), now }
  const settings = salesforce.settings.parse({ ...org.settings, ...over })
  const destination = salesforce.open(settings, tools)
  onTestFinished(async () => {
    tools.http.close()
    await org.close()
  })
  return {
    org,
    tools,
    destination,
    check: (signal = AbortSignal.timeout(5_000)) =>
      destination.check?.(signal) ?? Promise.reject(new Error('no check')),
    reopened: () => salesforce.open(settings, tools),
    pass: (milliseconds: number) => void (clock.at = new Date(clock.at.getTime() + milliseconds)),
    deliver: (lead?: Lead, overrides?: Partial<Delivery>) => destination.deliver(deliveryFor(lead, overrides)),
  }
}

export function deliveryFor(lead: Lead = sampleLead(), overrides: Partial<Delivery> = {}): Delivery {
  return deliveryOf(salesforce, lead, overrides)
}

export async function failure(result: Promise<unknown>): Promise<DeliveryError> {
  const error = await result.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  if (error instanceof DeliveryError) return error
  throw error
}
