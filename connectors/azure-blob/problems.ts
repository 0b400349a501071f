/** The codes and patterns of each problem, and its class. The words stand in problems.md; the first match counts. */
import { storageProblems } from '../../src/outside/azure-storage/problems.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'

const own: readonly Signs[] = [
  { id: 'azure-blob-container-disabled', class: 'configuration', codes: ['ContainerDisabled'] },
  { id: 'azure-blob-wrong-kind', class: 'configuration', onlyByLead: true, codes: ['InvalidBlobType'] },
  { id: 'azure-blob-archived', class: 'configuration', onlyByLead: true, codes: ['BlobArchived'] },
  {
    id: 'azure-blob-immutable',
    class: 'configuration',
    onlyByLead: true,
    codes: [
      'BlobImmutableDueToPolicy',
      'BlobImmutableDueToLegalHold',
      'ContainerHasLegalHold',
      'ContainerImmutabilityPolicyLocked',
    ],
  },
  {
    id: 'azure-blob-leased',
    class: 'configuration',
    onlyByLead: true,
    codes: [
      'LeaseIdMissing',
      'LeaseAlreadyPresent',
      'LeaseLost',
      'LeaseIdMismatchWithBlobOperation',
      'LeaseIdMismatchWithContainerOperation',
      'LeaseIdMismatchWithLeaseOperation',
    ],
  },
  {
    id: 'azure-blob-refused',
    class: 'configuration',
    codes: ['InvalidInput', 'BlobOperationNotSupported', 'FeatureVersionMismatch'],
  },
  {
    id: 'azure-blob-size-condition',
    class: 'configuration',
    onlyByLead: true,
    codes: ['MaxBlobSizeConditionNotMet', 'BlobTierInadequateForContentLength'],
  },
  { id: 'azure-blob-out-of-range', class: 'rejected', codes: ['OutOfRangeInput'] },
  { id: 'azure-blob-too-large', class: 'rejected', codes: ['RequestBodyTooLarge'] },
  { id: 'azure-blob-file-contended', class: 'transient', codes: ['AppendPositionConditionNotMet'] },
  { id: 'azure-blob-deprecated' },
]

export const problems = readCatalogue(import.meta.dirname, [
  ...storageProblems('blob'),
  ...own,
  ...entraProblems({ type: 'azure-blob', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
])
