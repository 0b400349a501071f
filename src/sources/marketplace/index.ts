/** `type: marketplace`: Microsoft's commercial marketplace posts its JSON. */
import { z } from 'zod'
import { sampleLead } from '../../lead/sample.ts'
import { marketplaceRead } from '../../reading/marketplace.ts'
import { isJson, wantsJson } from '../content-type.ts'
import { sourceKey } from '../key.ts'
import { retention } from '../retention.ts'
import type { Source } from '../source.ts'

const settings = z
  .strictObject({
    type: z
      .literal('marketplace')
      .meta({ help: "`marketplace`: Microsoft's commercial marketplace posts its JSON here." }),
    key: sourceKey,
    retention,
  })
  .meta({ title: 'The commercial marketplace' })

export const marketplace = {
  type: 'marketplace',
  settings,
  contentType: 'application/json',
  example: {
    settings: { key: 'an-example-of-a-key' },
    body: JSON.stringify({
      userDetails: { firstName: 'Some', lastName: 'One', email: 'someone@contoso.com', company: 'Contoso' },
      leadSource: 'AzureMarketplace-INS|contoso.router-pro',
      actionCode: 'INS',
      offerTitle: 'Contoso Router Pro',
    }),
    email: 'someone@contoso.com',
    anyCasing: true,
  },
  read: () => marketplaceRead(),
  receive: ({ key }) => ({ key, takes: isJson, wants: wantsJson }),
  testPost: (now) => ({ contentType: 'application/json', body: JSON.stringify(sampleLead(now)) }),
} satisfies Source<typeof settings>
