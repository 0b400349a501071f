import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { duration } from './duration.ts'

const cidr = z.string().refine((text) => ipaddr.isValidCIDR(text), 'must be a network such as 10.1.0.0/16')

/** How the hub treats one destination: the `delivery:` block. Durations become milliseconds. */
export const policySchema = z.strictObject({
  concurrency: z.int().min(1).max(200).default(5).meta({ help: 'Deliveries under way at once, per worker.' }),
  rate: z
    .strictObject({ max: z.int().min(1), per: duration.refine((ms) => ms > 0, 'must be longer than 0') })
    .optional()
    .meta({ help: 'At most `max` deliveries started `per` duration, over all workers.' }),
  deadline: duration
    .refine((ms) => ms > 0 && ms <= 3_600_000, 'must be longer than 0 and at most 1h')
    .prefault('30s')
    .meta({ help: 'One try must end within this time.' }),
  retry: z
    .strictObject({
      first: duration.prefault('10s').meta({ help: 'Wait after the first failed try; tripled each time, jittered.' }),
      most: duration.prefault('1h').meta({ help: 'Longest wait, a Retry-After included.' }),
      within: duration.prefault('3d').meta({ help: 'Then the delivery is exhausted and a person decides.' }),
    })
    .prefault({}),
  rest: z
    .strictObject({
      after: z.int().min(0).default(5).meta({
        help: 'Leads in a row with passing failures until the destination rests; with fewer in line, all of them; 0 = never.',
      }),
      first: duration.prefault('15s').meta({ help: 'Until the first probe; doubled each time.' }),
      most: duration.prefault('10m').meta({ help: 'Longest time between probes.' }),
    })
    .prefault({}),
  hold: z
    .strictObject({
      afterRejections: z.int().min(0).default(3).meta({
        help: 'Leads of different people in a row refused with the same code until the destination is held; 0 = never.',
      }),
      first: duration.prefault('1m').meta({ help: 'Until a held destination is checked for the first time; doubled.' }),
      most: duration.prefault('30m').meta({ help: 'Longest time between checks of a held destination.' }),
    })
    .prefault({}),
  allowNetworks: z
    .array(cidr)
    .default([])
    .meta({ help: 'Private networks (CIDR) this destination may be in; all others are refused.' }),
})

export type Policy = z.output<typeof policySchema>
