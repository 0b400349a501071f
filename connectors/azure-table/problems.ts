import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'
import { accessProblems } from './problems-access.ts'
import { writeProblems } from './problems-write.ts'

const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

export const problems: readonly Problem[] = [
  ...accessProblems,
  ...writeProblems,
  ...entraProblems({ type: 'azure-table', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
  {
    id: 'azure-table-no-rows',
    wording: ['no rows appear in the table', 'there is no table MarketplaceLeads'],
    cause:
      'Symptom known from Microsoft’s own connector: nothing was sent yet, one looks for a table of one’s own making, or Microsoft’s delivery stood still (16 June to 8 August 2026).',
    remedy: [
      'Look in MarketplaceLeads, or in what the setting table says: Storage browser > Tables.',
      'Look at this destination’s receipts: each names PartitionKey and RowKey of its row.',
      'No receipts either: look whether leads arrive at the source at all (silence alarm).',
    ],
    link: marketplace,
  },
]
