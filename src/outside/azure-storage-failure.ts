/**
 * What Azure Storage's error codes mean, for tables and blobs
 * (learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes, and the pages on Table and Blob codes).
 * The code stands in `x-ms-error-code`, in OData JSON, or in XML, which authentication errors are even when JSON is asked.
 */
import { isRestError } from '@azure/core-rest-pipeline'
import { configuration, DeliveryError, type FailureDetail, rejected, transient, uncertain } from '../failure.ts'
import type { HttpReply } from './http.ts'
import { retryAfter, statusFailure } from './status.ts'

const way = 'check the key, the SAS or the application, and this machine’s clock'
const rights = 'the SAS or the application lacks a permission'
const shape = 'the mapping or the settings ask for something it does not take'
const version = 'it does not know this version of the service; an emulator must be newer'
const endpoint = 'the address is not that of this service, or a proxy changes the request'
const immutable = 'an immutability policy or a legal hold forbids it'
const leased = 'somebody holds a lease on it'

/** Every lead would meet the same until a person acts. */
const configurationHints: Readonly<Record<string, string>> = {
  AuthenticationFailed: way,
  InvalidAuthenticationInfo: way,
  NoAuthenticationInformation: way,
  KeyBasedAuthenticationNotPermitted: 'the account forbids shared keys; sign in with Entra or allow keys',
  AuthorizationFailure: 'its firewall refuses this address, or the SAS or key is wrong',
  AuthorizationPermissionMismatch: rights,
  AuthorizationServiceMismatch: rights,
  AuthorizationResourceTypeMismatch: rights,
  AuthorizationProtocolMismatch: 'the SAS allows another protocol',
  AuthorizationSourceIPMismatch: 'the SAS allows other addresses only',
  InsufficientAccountPermissions: rights,
  AccountIsDisabled: 'the account is disabled; see the subscription',
  AccountRequiresHttps: 'the account demands https',
  ResourceNotFound: 'the table or container is not there',
  TableNotFound: 'the table is not there',
  ContainerNotFound: 'the container is not there',
  ContainerDisabled: 'the container is disabled',
  InvalidBlobType: 'a blob of another kind has that name',
  BlobImmutableDueToPolicy: immutable,
  BlobImmutableDueToLegalHold: immutable,
  ContainerHasLegalHold: immutable,
  ContainerImmutabilityPolicyLocked: immutable,
  BlobArchived: 'the blob is archived',
  BlobOperationNotSupported: shape,
  BlobTierInadequateForContentLength: shape,
  FeatureVersionMismatch: shape,
  MaxBlobSizeConditionNotMet: 'the file is as large as a condition on the request allows',
  LeaseIdMissing: leased,
  LeaseAlreadyPresent: leased,
  LeaseLost: leased,
  LeaseIdMismatchWithBlobOperation: leased,
  LeaseIdMismatchWithContainerOperation: leased,
  LeaseIdMismatchWithLeaseOperation: leased,
  PropertyNameTooLong: shape,
  PropertyNameInvalid: shape,
  InvalidInput: shape,
  PropertiesNeedValue: shape,
  JsonFormatNotSupported: version,
  AtomFormatNotSupported: version,
  MediaTypeNotSupported: version,
  InvalidHeaderValue: version,
  InvalidResourceName: shape,
  UnsupportedHttpVerb: endpoint,
  InvalidHttpVerb: endpoint,
  MethodNotAllowed: endpoint,
  NotImplemented: endpoint,
  InvalidUri: endpoint,
  RequestUrlFailedToParse: endpoint,
  HostInformationNotPresent: endpoint,
  ResourceTypeMismatch: endpoint,
  MissingRequiredHeader: endpoint,
  MissingContentLengthHeader: endpoint,
  MissingRequiredQueryParameter: endpoint,
  UnsupportedHeader: version,
  UnsupportedQueryParameter: version,
  ConditionHeadersNotSupported: version,
  InvalidQueryParameterValue: shape,
  OutOfRangeQueryParameterValue: shape,
  DuplicatePropertiesSpecified: shape,
}

const recordCodes = new Set([
  'PropertyValueTooLarge',
  'EntityTooLarge',
  'RequestBodyTooLarge',
  'TooManyProperties',
  'KeyValueTooLarge',
])
const passingCodes = new Set(['TableBeingDeleted', 'ContainerBeingDeleted', 'AccountBeingCreated', 'Md5Mismatch'])
const openCodes = new Set(['OperationTimedOut', 'InternalError'])

/** The service's own code of an SDK error or a reply; `undefined` when it gave none. */
export function storageCode(failure: unknown): string | undefined {
  const reply = replyOf(failure)
  return reply && (reply.headers['x-ms-error-code'] ?? codeInBody(reply.text))
}

/**
 * What a failed call means. Give it what the SDK threw, or a reply. The door's own DeliveryErrors pass unchanged; look
 * for EntityAlreadyExists and BlobAlreadyExists with `storageCode` before: they prove that the lead is there.
 * @throws whatever is neither: our own mistake.
 */
export function storageFailure(failure: unknown, who: string, now = new Date()): DeliveryError {
  if (failure instanceof DeliveryError) return failure
  const reply = replyOf(failure)
  if (reply) return replyFailure(reply, who, now)
  const name = failure instanceof Error ? failure.name : ''
  const told = { code: 'ABORTED', cause: failure }
  if (name === 'AbortError') return transient({ message: `${who}: aborted before anything was sent`, ...told })
  if (isRestError(failure)) {
    const message = `${who}: the answer cannot be read`
    return uncertain({ message, code: failure.code ?? 'UNREADABLE_REPLY', cause: failure })
  }
  throw failure
}

function replyFailure(reply: HttpReply, who: string, now: Date): DeliveryError {
  const code = storageCode(reply)
  if (!code) return statusFailure(reply, { who }, now)
  const { status, text: excerpt } = reply
  const retryAt = retryAfter(reply.headers['retry-after'], now, reply.headers['date'])
  const told = (what: string): FailureDetail => ({ message: `${who} ${what} (${code})`, code, status, excerpt })
  const hint = configurationHints[code]
  if (hint) return configuration(told(`refuses the request: ${hint}`))
  if (code === 'OutOfRangeInput') {
    return rejected(told('refuses this lead: a key or name holds a sign it may not, or is too long'))
  }
  if (recordCodes.has(code)) return rejected(told('refuses this lead: it is larger than a record may be'))
  if (code === 'ServerBusy') return transient({ ...told('is busy and asks to slow down'), retryAt, everyLead: true })
  if (passingCodes.has(code)) return transient({ ...told('cannot take it yet, or it was damaged on the way'), retryAt })
  if (openCodes.has(code)) return uncertain(told('failed; whether the lead was taken is not known'))
  return statusFailure(reply, { who, code }, now)
}

function replyOf(failure: unknown): HttpReply | undefined {
  if (isRestError(failure)) {
    if (!failure.response) return undefined
    const { status, headers, bodyAsText } = failure.response
    return { status, headers: headers.toJSON(), text: bodyAsText ?? '' }
  }
  return isReply(failure) ? failure : undefined
}

function isReply(value: unknown): value is HttpReply {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && 'text' in value
}

// The documented error body of a batch is not even valid JSON, and some begin with a byte order mark: look, do not parse.
const inBody = [/<(?:\w+:)?code[^>]*>\s*(\w+)\s*</i, /"(?:odata\.)?error"\s*:\s*\{\s*"code"\s*:\s*"(\w+)/i]

function codeInBody(text: string): string | undefined {
  const beginning = text.slice(0, 4_096)
  for (const pattern of inBody) {
    const code = pattern.exec(beginning)?.[1]
    if (code) return code
  }
}
