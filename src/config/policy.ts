import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { duration } from '../settings/duration.ts'

const network = 'must be a network such as 10.1.0.0/16'

export const cidr = z.string(network).refine((text) => ipaddr.isValidCIDR(text), network)

/** The hub's policy for one destination: the `delivery:` block. Durations become milliseconds. */
export const policySchema = z.strictObject({
  concurrency: z.int().min(1).max(200).default(5).meta({ help: 'Attempts under way at once, in each worker.' }),
  rate: z
    .strictObject({ max: z.int().min(1), per: duration.refine((ms) => ms > 0, 'must be longer than 0') })
    .optional()
    .meta({
      help: 'All workers together start at most `max` deliveries in each window of `per`. Two windows may meet.',
    }),
  deadline: duration
    .refine((ms) => ms > 0 && ms <= 3_600_000, 'must be longer than 0 and at most 1h')
    .prefault('30s')
    .meta({ help: 'An attempt must end within this time.' }),
  retry: z
    .strictObject({
      first: duration.prefault('10s').meta({
        help: 'Wait after the first failed attempt; each further wait is three times as long, with a random part.',
      }),
      most: duration.prefault('1h').meta({ help: 'Longest wait, also after a Retry-After.' }),
      within: duration
        .prefault('3d')
        .meta({ help: 'After this time of failed attempts the delivery is `exhausted` and a person decides.' }),
    })
    .prefault({}),
  rest: z
    .strictObject({
      after: z.int().min(0).default(5).meta({
        help: 'After `transient` or `uncertain` failures of so many leads in a row the destination rests; fewer in line: of all of them; 0 = never.',
      }),
      first: duration.prefault('15s').meta({ help: 'Time until the first probe; doubled each time.' }),
      most: duration.prefault('10m').meta({ help: 'Longest time between probes.' }),
    })
    .prefault({}),
  hold: z
    .strictObject({
      afterRejections: z.int().min(0).default(3).meta({
        help: 'After so many refusals of different people in a row with the same code the destination is held; 0 = never.',
      }),
      first: duration
        .prefault('1m')
        .meta({ help: 'Time until a held destination is probed for the first time; doubled each time.' }),
      most: duration.prefault('30m').meta({ help: 'Longest time between probes of a held destination.' }),
    })
    .prefault({}),
  allowNetworks: z
    .array(cidr)
    .default([])
    .meta({ help: 'Private networks (CIDR) that this destination may be in; all others are refused.' }),
})

export type Policy = z.output<typeof policySchema>
