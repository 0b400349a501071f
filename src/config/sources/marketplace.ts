import { z } from 'zod'
import { sourceKey } from './key.ts'
import { retention } from './retention.ts'

export const marketplaceSource = z
  .strictObject({
    type: z
      .literal('marketplace')
      .meta({ help: "`marketplace`: Microsoft's commercial marketplace posts its JSON here." }),
    key: sourceKey,
    retention,
  })
  .meta({ title: 'The commercial marketplace' })
