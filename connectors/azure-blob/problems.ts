/** By what each answer is known. The words stand in problems.md; the first match counts. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'

/**
 * What keeps Leadyard out of the storage account: sign-in, rights, network.
 */
const access: readonly (Signs | Problem)[] = [
  {
    id: 'azure-blob-authentication',
    codes: ['AuthenticationFailed', 'InvalidAuthenticationInfo', 'NoAuthenticationInformation'],
  },
  { id: 'azure-blob-entra-token', patterns: [/(audience|issuer) validation failed/i] },
  { id: 'azure-blob-sas-expired' },
  { id: 'azure-blob-clock', patterns: [/date header.{0,40}too old/i] },
  { id: 'azure-blob-shared-key-forbidden', codes: ['KeyBasedAuthenticationNotPermitted'] },
  { id: 'azure-blob-firewall', codes: ['AuthorizationFailure'] },
  {
    id: 'azure-blob-permission',
    codes: [
      'AuthorizationPermissionMismatch',
      'AuthorizationServiceMismatch',
      'AuthorizationResourceTypeMismatch',
      'InsufficientAccountPermissions',
    ],
  },
  { id: 'azure-blob-sas-network', codes: ['AuthorizationSourceIPMismatch', 'AuthorizationProtocolMismatch'] },
  { id: 'azure-blob-https-required', codes: ['AccountRequiresHttps'] },
  { id: 'azure-blob-account-disabled', codes: ['AccountIsDisabled'] },
  { id: 'azure-blob-no-such-account', codes: ['ENOTFOUND'] },
  { id: 'azure-blob-private-address', codes: ['ERR_PRIVATE_NETWORK'] },
]

/**
 * What the service refuses of a blob, or of every one.
 */
const write: readonly (Signs | Problem)[] = [
  { id: 'azure-blob-not-found', codes: ['ContainerNotFound', 'ResourceNotFound'] },
  { id: 'azure-blob-being-deleted', codes: ['ContainerBeingDeleted'] },
  { id: 'azure-blob-container-disabled', codes: ['ContainerDisabled'] },
  { id: 'azure-blob-wrong-kind', codes: ['InvalidBlobType'] },
  {
    id: 'azure-blob-immutable',
    codes: [
      'BlobImmutableDueToPolicy',
      'BlobImmutableDueToLegalHold',
      'ContainerHasLegalHold',
      'ContainerImmutabilityPolicyLocked',
    ],
  },
  {
    id: 'azure-blob-leased',
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
    codes: [
      'InvalidHeaderValue',
      'InvalidResourceName',
      'InvalidInput',
      'UnsupportedHttpVerb',
      'InvalidHttpVerb',
      'MethodNotAllowed',
      'NotImplemented',
      'InvalidUri',
      'RequestUrlFailedToParse',
      'HostInformationNotPresent',
      'ResourceTypeMismatch',
      'MissingRequiredHeader',
      'MissingContentLengthHeader',
      'MissingRequiredQueryParameter',
      'UnsupportedHeader',
      'UnsupportedQueryParameter',
      'ConditionHeadersNotSupported',
      'InvalidQueryParameterValue',
      'OutOfRangeQueryParameterValue',
      'BlobOperationNotSupported',
      'FeatureVersionMismatch',
    ],
    patterns: [/API version .{0,40}is not supported by Azurite/i],
  },
  { id: 'azure-blob-size-condition', codes: ['MaxBlobSizeConditionNotMet', 'BlobTierInadequateForContentLength'] },
  { id: 'azure-blob-out-of-range', codes: ['OutOfRangeInput'] },
  { id: 'azure-blob-too-large', codes: ['RequestBodyTooLarge'] },
  { id: 'azure-blob-busy', codes: ['ServerBusy'] },
]

const general: readonly (Signs | Problem)[] = [
  ...entraProblems({ type: 'azure-blob', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
  { id: 'azure-blob-deprecated' },
]

export const problems = readCatalogue(import.meta.dirname, [...access, ...write, ...general])
