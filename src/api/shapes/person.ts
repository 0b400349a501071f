import { z } from 'zod'
import type { PersonsRecord } from '../../ledger/erasure/person.ts'
import { deliveryStates } from '../../ledger/states.ts'
import type { Sight } from '../privacy.ts'
import { outcomes } from './delivery.ts'
import { leadShape } from './lead.ts'
import { iso, named, orNull, time } from './named.ts'

const holdingShape = named(
  'Holding',
  z.object({
    destination: z.string(),
    surely: z.boolean().meta({ description: 'A receipt proves it; else the far end only may hold the person.' }),
    records: z.array(
      z.object({
        delivery: z.uuid(),
        lead: z.uuid(),
        state: z.enum(deliveryStates),
        outcome: z.enum(outcomes).nullable(),
        reference: z.string().nullable(),
        link: z.string().nullable(),
        settledAt: time.nullable(),
      }),
    ),
  }),
)

export const personShape = named(
  'Person',
  z.object({
    leads: z.array(leadShape).meta({ description: 'The newest, this lead’s among them, for all offers.' }),
    more: z.boolean().meta({ description: 'There are older leads: ask for them with samePersonAs.' }),
    destinations: z.array(holdingShape).meta({ description: 'Every destination that holds the person, or may.' }),
  }),
)

export function asHolding(
  [destination, records]: readonly [string, readonly PersonsRecord[]],
  sight: Sight,
): z.input<typeof holdingShape> {
  return {
    destination,
    surely: records.some(({ outcome }) => outcome !== ''),
    records: records.map(({ delivery, lead, state, outcome, reference, link, settledAt }) => ({
      ...{ delivery, lead, state, outcome: orNull(outcome) },
      ...{ reference: orNull(sight.text(reference)), link: sight.link(link) },
      settledAt: iso(settledAt),
    })),
  }
}
