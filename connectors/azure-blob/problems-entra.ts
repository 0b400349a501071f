import type { Problem } from '../../src/connector.ts'

const link = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes'

export const entraProblems: readonly Problem[] = [
  {
    id: 'azure-blob-entra-secret',
    wording: ['Invalid client secret provided.', 'The provided client secret keys for app are expired.'],
    codes: ['AADSTS7000215', 'AADSTS7000222'],
    cause:
      'The client secret is wrong (often its ID was copied, not its value) or has expired; the longest life is 24 months.',
    remedy: [
      'Entra admin center > App registrations > your application > Certificates & secrets > New client secret.',
      'Copy the Value at once and put it where clientSecret takes it from.',
    ],
    link,
  },
  {
    id: 'azure-blob-entra-application',
    wording: ['Application with identifier was not found in the directory'],
    codes: ['AADSTS700016'],
    cause: 'The directory does not know this application (client) ID.',
    remedy: [
      'App registrations > your application > Overview: copy Application (client) ID into clientId.',
      'Check that directoryId is of the same directory.',
    ],
    link,
  },
  {
    id: 'azure-blob-entra-directory',
    wording: [
      'Tenant not found. This instance may happen if there are no active subscriptions for the tenant.',
      'Requested tenant identifier is not valid and not valid external domain format',
    ],
    codes: ['AADSTS90002', 'AADSTS900023', 'AADSTS90013'],
    cause: 'The directory (tenant) ID is not one, or belongs to another cloud.',
    remedy: [
      'Entra admin center > Overview: copy Tenant ID into directoryId.',
      'Sovereign clouds: set authority, for instance https://login.microsoftonline.us.',
    ],
    link,
  },
]
