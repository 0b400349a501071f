import { z } from 'zod'
import { deliveryStates } from '../../ledger/states.ts'
import { capped, named } from './named.ts'

const meant = { destination: z.string(), state: z.enum(deliveryStates), count: z.int() }

export const cancellationShape = named(
  'Cancellation',
  z.object({
    dryRun: z.boolean(),
    total: z.int(),
    taken: z.array(z.object(meant)),
    leftOut: z
      .array(z.object({ ...meant, capped, why: z.string() }))
      .meta({ description: 'Matched, but not cancelled.' }),
    cancelled: z.int().meta({ description: 'What moved on meanwhile was left alone.' }),
  }),
)
