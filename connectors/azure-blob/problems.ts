import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'
import { accessProblems } from './problems-access.ts'
import { writeProblems } from './problems-write.ts'

const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

export const problems: readonly Problem[] = [
  ...accessProblems,
  ...writeProblems,
  ...entraProblems({ type: 'azure-blob', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
  {
    id: 'azure-blob-deprecated',
    wording: ['you are no longer receiving customer leads', 'no leads appear in the Azure Blob container'],
    cause:
      'Symptom known from Microsoft’s own Blob connector, which was given up in 2019: offers set to it silently stopped receiving leads. This destination is not that connector.',
    remedy: [
      'Partner Center > the offer > Offer setup > Customer leads: choose HTTPS endpoint and enter Leadyard’s ingest URL; publish the offer again.',
      'Let a route lead to this destination; look at its receipts, which name the blob of each lead.',
    ],
    link: marketplace,
  },
]
