import { marketo } from '../../../connectors/marketo/index.ts'
import type { Delivery, Destination, Receipt } from '../../../src/connector.ts'
import { DeliveryError } from '../../../src/failure.ts'
import type { Lead } from '../../../src/lead/lead.ts'
import type { Marketo } from '../../far-ends/marketo.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'

export interface Opened {
  destination: Destination
  tools: TestTools
  deliver(lead?: Lead, overrides?: Partial<Delivery>): Promise<Receipt>
}

export interface OpenedOptions {
  settings?: Record<string, unknown>
  now?: () => Date
}

export function openMarketo(farEnd: Marketo, { settings = {}, now }: OpenedOptions = {}): Opened {
  const made = toolsFor('marketo-under-test')
  const tools = now ? { ...made, now } : made
  const destination = marketo.open(marketo.settings.parse({ ...farEnd.settings, ...settings }), tools)
  return {
    destination,
    tools,
    deliver: (lead = sampleLead(), overrides = {}) => destination.deliver(deliveryOf(marketo, lead, overrides)),
  }
}

export async function failureOf(result: Promise<unknown>): Promise<DeliveryError> {
  const outcome = await result.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  if (outcome instanceof DeliveryError) return outcome
  throw outcome
}

/** The body of the last write. */
export function lastBody(farEnd: Marketo): Record<string, unknown> {
  const call = farEnd.calls.findLast(({ method }) => method === 'POST')
  return JSON.parse(call?.body ?? '{}')
}
