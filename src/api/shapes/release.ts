import { z } from 'zod'
import { bulkShape } from './bulk.ts'
import { named } from './named.ts'

export const releaseShape = named(
  'Release',
  z.object({
    dryRun: z.boolean(),
    ...bulkShape,
    destinations: z.array(z.string()).meta({ description: 'The held or resting destinations that open.' }),
    released: z.array(z.string()).meta({ description: 'The destinations that were opened.' }),
  }),
)
