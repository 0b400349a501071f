/** What the preview of an act on many deliveries tells. */
import { z } from 'zod'
import type { DeliveryFilter } from '../../ledger/reads/filter.ts'
import { deliveryStates, destinationStates } from '../../ledger/states.ts'
import type { BulkPlan } from '../../operations/bulk.ts'
import { leftOutCodes } from '../../operations/left-out.ts'
import type { Sight } from '../privacy.ts'
import { capped, time } from './named.ts'

const meant = { destination: z.string(), state: z.enum(deliveryStates), count: z.int() }

export const asOf = time.meta({
  description: 'Marker of the preview: send it back with the act, which leaves out what changed since.',
})

/** Why an act on many leaves something out. */
export const leftOutShape = {
  code: z.enum(leftOutCodes).meta({ description: 'The reason, for programs.' }),
  why: z.string().meta({ description: 'The reason, for a person.' }),
}

export const bulkShape = {
  asOf,
  total: z.int().meta({ description: '`expected` of the act.' }),
  taken: z.array(z.object({ ...meant, destinationState: z.enum(destinationStates) })),
  leftOut: z.array(z.object({ ...meant, capped, ...leftOutShape })).meta({ description: 'Matched, but not taken.' }),
}

const shape = z.object(bulkShape)

export function asBulk({ asOf: marker, total, taken, leftOut }: BulkPlan): z.input<typeof shape> {
  return { asOf: marker, total, taken: [...taken], leftOut: [...leftOut] }
}

/** The filter of an act on many, without what tells of a person; of chosen deliveries, their number. */
export function shownFilter({ email, reference, ids, ...filter }: DeliveryFilter, sight: Sight) {
  return {
    ...filter,
    ...(ids === undefined ? {} : { ids: ids.length }),
    ...(email === undefined ? {} : { email: '[hidden]' }),
    ...(reference === undefined ? {} : { reference: sight.text(reference) }),
  }
}
