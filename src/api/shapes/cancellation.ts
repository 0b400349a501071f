import { z } from 'zod'
import { bulkShape } from './bulk.ts'
import { named } from './named.ts'

export const cancellationShape = named(
  'Cancellation',
  z.object({
    dryRun: z.boolean(),
    ...bulkShape,
    cancelled: z.int().meta({ description: 'What moved on meanwhile was left alone.' }),
  }),
)
