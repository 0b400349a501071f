import { z } from 'zod'
import { bulkShape } from './bulk.ts'
import { named } from './named.ts'

export const settlementShape = named(
  'ManySettled',
  z.object({
    dryRun: z.boolean(),
    ...bulkShape,
    settled: z.int().meta({ description: 'What moved on meanwhile was left alone.' }),
  }),
)
