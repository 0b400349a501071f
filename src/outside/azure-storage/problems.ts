/**
 * The problems of Azure Storage, shared by the connectors for tables and blobs. The words stand in problems.md next to
 * this file. Codes of one service alone stand in its connector's own table. Source:
 * learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Problem } from '../../connector.ts'
import { type Signs, wordsIn } from '../catalogue.ts'
import type { StorageService } from './credential.ts'

/** `key` ends the id: `busy` is `azure-table-busy` and `azure-blob-busy`. */
type Entry = Omit<Signs, 'id'> & { key: string }

const entries = [
  // One code of a refused sign-in has several causes, which the text tells apart: the special causes come first.
  {
    key: 'sas-expired',
    class: 'configuration',
    patterns: [/not valid in the specified time frame|signature (has )?expired/i],
  },
  {
    key: 'clock',
    class: 'configuration',
    patterns: [/date header.{0,40}(too old|incorrect|invalid)|request date header|lifetime validation failed/i],
  },
  { key: 'entra-token', class: 'configuration', patterns: [/(audience|issuer) validation failed/i] },
  {
    key: 'authentication',
    class: 'configuration',
    codes: ['AuthenticationFailed', 'InvalidAuthenticationInfo', 'NoAuthenticationInformation'],
    // Azurite answers a wrong key with AuthorizationFailure in these words; the service's firewall uses the same code.
    patterns: [/authenticate the request/i],
  },
  { key: 'shared-key-forbidden', class: 'configuration', codes: ['KeyBasedAuthenticationNotPermitted'] },
  { key: 'firewall', class: 'configuration', codes: ['AuthorizationFailure'] },
  {
    key: 'permission',
    class: 'configuration',
    codes: [
      'AuthorizationPermissionMismatch',
      'AuthorizationServiceMismatch',
      'AuthorizationResourceTypeMismatch',
      'InsufficientAccountPermissions',
    ],
  },
  {
    key: 'sas-network',
    class: 'configuration',
    codes: ['AuthorizationSourceIPMismatch', 'AuthorizationProtocolMismatch'],
  },
  { key: 'https-required', class: 'configuration', codes: ['AccountRequiresHttps'] },
  { key: 'account-disabled', class: 'configuration', codes: ['AccountIsDisabled'] },
  { key: 'account-being-created', class: 'transient', codes: ['AccountBeingCreated'] },
  { key: 'no-such-account', codes: ['ENOTFOUND'] },
  { key: 'private-address', codes: ['ERR_PRIVATE_NETWORK'] },
  {
    key: 'not-found',
    class: 'configuration',
    codes: ['TableNotFound', 'ContainerNotFound', 'ResourceNotFound'],
  },
  { key: 'being-deleted', class: 'transient', codes: ['TableBeingDeleted', 'ContainerBeingDeleted'] },
  { key: 'name-refused', class: 'configuration', codes: ['InvalidResourceName'] },
  {
    key: 'emulator-outdated',
    class: 'configuration',
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
    key: 'wrong-endpoint',
    class: 'configuration',
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
      'MissingRequiredQueryParameter',
      'InvalidQueryParameterValue',
      'OutOfRangeQueryParameterValue',
    ],
  },
  { key: 'busy', class: 'transient', everyLead: true, codes: ['ServerBusy'] },
  { key: 'damaged', class: 'transient', codes: ['Md5Mismatch'] },
  { key: 'service-failed', class: 'uncertain', codes: ['OperationTimedOut', 'InternalError'] },
] as const satisfies readonly Entry[]

/** The values of the placeholders `{…}` in problems.md. */
const names: Record<StorageService, Readonly<Record<string, string>>> = {
  table: {
    service: 'table',
    Service: 'Table',
    others: 'Blob, Queue',
    record: 'row',
    container: 'table',
    createSetting: 'createTable',
    missing: 'The table specified does not exist.',
    place: 'Storage browser > Tables',
    make: 'Add table',
    deletion: 'some forty seconds',
    write: 'add rows (or to create the table)',
    permissions: 'Add (and Create, if the table may be created)',
    furtherRights: 'Merging later leads of a person needs Read and Update too. Erasing needs Delete too.',
    nameRules: 'the setting table with the rule: 3 to 63 letters and digits, a letter first',
    busyPart: 'the day’s partition',
  },
  blob: {
    service: 'blob',
    Service: 'Blob',
    others: 'Table, Queue',
    record: 'blob',
    container: 'container',
    createSetting: 'createContainer',
    missing: 'The specified container does not exist.',
    place: 'Data storage > Containers',
    make: 'access level Private',
    deletion: 'thirty seconds or more',
    write: 'write blobs (or to create the container, or to read back)',
    permissions: 'Create and Write (for ndjson and csv, Read and Add too)',
    furtherRights: 'Erasing needs Delete too.',
    nameRules: 'container and prefix with the rules: lower-case letters, digits, single hyphens',
    busyPart: 'the file',
  },
}

export type StorageProblem = (typeof entries)[number]['key']

export function storageProblemId(service: StorageService, key: StorageProblem): string {
  return `azure-${service}-${key}`
}

/**
 * The entries for one service, with the placeholders filled in.
 * @throws Error if an entry has no words, words have no entry, or a placeholder is unknown.
 */
export function storageProblems(service: StorageService): Problem[] {
  const file = path.join(import.meta.dirname, 'problems.md')
  const text = readFileSync(file, 'utf8').replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const known = names[service][name]
    if (known === undefined) throw new Error(`${file}: {${name}} is no name`)
    return known
  })
  const words = wordsIn(text)
  const known: ReadonlySet<string> = new Set(entries.map(({ key }) => key))
  const unknown = [...words.keys()].find((key) => !known.has(key))
  if (unknown) throw new Error(`${file}: ${unknown} stands in no table of problems`)
  return entries.map(({ key, ...signs }) => {
    const said = words.get(key)
    if (!said) throw new Error(`${file} has no heading ${key}`)
    return { id: storageProblemId(service, key), ...signs, ...said }
  })
}
