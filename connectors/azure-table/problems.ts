/** By what each answer is known. The words stand in problems.md; the first match counts. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'

/**
 * What keeps Leadyard out of the storage account: sign-in, rights, network.
 */
const access: readonly (Signs | Problem)[] = [
  {
    id: 'azure-table-authentication',
    codes: ['AuthenticationFailed', 'InvalidAuthenticationInfo', 'NoAuthenticationInformation'],
  },
  { id: 'azure-table-entra-token', patterns: [/(audience|issuer) validation failed/i] },
  { id: 'azure-table-sas-expired' },
  { id: 'azure-table-clock' },
  { id: 'azure-table-shared-key-forbidden', codes: ['KeyBasedAuthenticationNotPermitted'] },
  { id: 'azure-table-firewall', codes: ['AuthorizationFailure'] },
  {
    id: 'azure-table-permission',
    codes: [
      'AuthorizationPermissionMismatch',
      'AuthorizationServiceMismatch',
      'AuthorizationResourceTypeMismatch',
      'InsufficientAccountPermissions',
    ],
  },
  { id: 'azure-table-sas-network', codes: ['AuthorizationSourceIPMismatch', 'AuthorizationProtocolMismatch'] },
  { id: 'azure-table-https-required', codes: ['AccountRequiresHttps'] },
  { id: 'azure-table-account-disabled', codes: ['AccountIsDisabled'] },
  { id: 'azure-table-no-such-account', codes: ['ENOTFOUND'] },
  { id: 'azure-table-private-address', codes: ['ERR_PRIVATE_NETWORK'] },
]

/**
 * What the service refuses of a row, or of every one.
 */
const write: readonly (Signs | Problem)[] = [
  { id: 'azure-table-not-found', codes: ['TableNotFound', 'ResourceNotFound'] },
  { id: 'azure-table-being-deleted', codes: ['TableBeingDeleted'] },
  {
    id: 'azure-table-column-refused',
    codes: ['PropertyNameInvalid', 'PropertyNameTooLong', 'TooManyProperties', 'DuplicatePropertiesSpecified'],
  },
  { id: 'azure-table-input-refused', codes: ['InvalidInput'] },
  { id: 'azure-table-value-missing', codes: ['PropertiesNeedValue'] },
  {
    id: 'azure-table-emulator-outdated',
    codes: [
      'InvalidHeaderValue',
      'JsonFormatNotSupported',
      'AtomFormatNotSupported',
      'MediaTypeNotSupported',
      'UnsupportedHeader',
      'UnsupportedQueryParameter',
      'ConditionHeadersNotSupported',
    ],
    patterns: [/API version .{0,40}is not supported by Azurite/i],
  },
  {
    id: 'azure-table-wrong-endpoint',
    codes: [
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
    ],
  },
  { id: 'azure-table-out-of-range', codes: ['OutOfRangeInput', 'KeyValueTooLarge'] },
  { id: 'azure-table-too-large', codes: ['PropertyValueTooLarge', 'EntityTooLarge', 'RequestBodyTooLarge'] },
  { id: 'azure-table-busy', codes: ['ServerBusy'] },
]

const general: readonly (Signs | Problem)[] = [
  ...entraProblems({ type: 'azure-table', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
  { id: 'azure-table-no-rows' },
]

export const problems = readCatalogue(import.meta.dirname, [...access, ...write, ...general])
