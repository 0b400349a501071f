import { z } from 'zod'
import { addressFault } from '../../src/outside/flow/address.ts'

const shape = z.strictObject({
  routingKey: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{32}$/, 'must be an integration key of 32 letters and digits (Events API v2)')
    .meta({
      title: 'Integration key',
      help: 'Service > Integrations > Add integration > Events API v2 > Integration Key: 32 letters and digits.',
      secret: true,
    }),
  hub: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,60}$/, 'must be a name of letters, digits, dots and hyphens')
    .default('leadyard')
    .meta({
      title: 'Name of this hub',
      help: 'Names the hub in PagerDuty, and stands in each dedup_key. Two hubs with one integration need two names.',
    }),
  url: z
    .string()
    .trim()
    .min(1)
    .default('https://events.pagerduty.com')
    .meta({ title: 'Events address', help: 'For accounts in the EU, it is https://events.eu.pagerduty.com.' }),
})

export const settings = shape.superRefine((given, context) => {
  const fault = addressFault(given.url)
  if (fault) context.addIssue({ code: 'custom', path: ['url'], message: fault })
})

export type PagerDutySettings = z.output<typeof settings>
