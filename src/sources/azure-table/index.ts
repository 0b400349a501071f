/** `type: azure-table`: the hub polls a table that Microsoft's own connector writes to. */
import { marketplaceRead } from '../../reading/marketplace.ts'
import type { Source } from '../source.ts'
import { pollTable } from './poll.ts'
import { settings } from './settings.ts'

export const azureTable = {
  type: 'azure-table',
  settings,
  contentType: 'application/json',
  example: {
    settings: {
      connectionString:
        'AccountName=contoso;AccountKey=YW4gYWNjb3VudCBrZXkgb2YgYW4gZXhhbXBsZQ==;EndpointSuffix=core.windows.net',
    },
    body: JSON.stringify({
      PartitionKey: '9:2F28:2F2018',
      RowKey: '0c8e3b1e-1',
      CustomerInfo: JSON.stringify({ FirstName: 'Some', LastName: 'One', Email: 'someone@contoso.com' }),
      LeadSource: 'AzureMarketplace-INS|contoso.router-pro',
      OfferDisplayName: 'Contoso Router Pro',
    }),
    email: 'someone@contoso.com',
    anyCasing: true,
  },
  read: () =>
    marketplaceRead(
      'The row has none of the columns of a marketplace lead (CustomerInfo, LeadSource, OfferDisplayName…).',
    ),
  poll: pollTable,
} satisfies Source<typeof settings>
