import { z } from 'zod'
import { bulkShape } from './bulk.ts'
import { named } from './named.ts'

export const releaseShape = named(
  'Release',
  z.object({
    dryRun: z.boolean(),
    ...bulkShape,
    leftOut: bulkShape.leftOut.meta({
      description: 'Not counted in `total`. `why` tells whether it stays, or goes with the others.',
    }),
    destinations: z.array(z.string()).meta({ description: 'The held or resting destinations that open.' }),
    released: z.array(z.string()).meta({ description: 'The destinations that were opened.' }),
  }),
)
