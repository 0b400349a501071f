/** What the service refuses of a blob, or of every one. */
import type { Problem } from '../../src/connector.ts'

const storageErrors = 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes'
const blobErrors = 'https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes'

export const writeProblems: readonly Problem[] = [
  {
    id: 'azure-blob-not-found',
    wording: ['The specified container does not exist.'],
    codes: ['ContainerNotFound', 'ResourceNotFound'],
    cause: 'The container is not there and createContainer is false.',
    remedy: [
      'Azure portal > Storage accounts > your account > Data storage > Containers: compare the name with the setting container.',
      'Create it there (access level Private), or set createContainer: true.',
    ],
    link: blobErrors,
  },
  {
    id: 'azure-blob-being-deleted',
    wording: ['The specified container is being deleted. Try operation later.'],
    codes: ['ContainerBeingDeleted'],
    cause:
      'Somebody deleted the container; its name is free again after thirty seconds or more. Leads are tried again by themselves.',
    remedy: ['Wait a minute.', 'If it stays, choose another name in the setting container.'],
    link: blobErrors,
  },
  {
    id: 'azure-blob-container-disabled',
    wording: ['The specified container has been disabled by the administrator.'],
    codes: ['ContainerDisabled'],
    cause: 'Microsoft or an administrator has disabled the container.',
    remedy: ['Choose another container, or ask the support of Azure why this one is disabled.'],
    link: blobErrors,
  },
  {
    id: 'azure-blob-wrong-kind',
    wording: ['The blob type is invalid for this operation.', 'A blob of another kind has the name'],
    codes: ['InvalidBlobType'],
    cause:
      'The day’s file is already there as another kind of blob: uploaded by hand, or by a tool that makes block blobs. Lines can be added to append blobs only.',
    remedy: [
      'Azure portal > the container: move or rename that blob, or set another prefix.',
      'Do not edit the day’s file with a tool that uploads it anew: it changes its kind.',
    ],
    link: blobErrors,
  },
  {
    id: 'azure-blob-immutable',
    wording: [
      'This operation is not permitted as the blob is immutable due to a policy.',
      'This operation is not permitted as the blob is immutable due to one or more legal holds.',
    ],
    codes: [
      'BlobImmutableDueToPolicy',
      'BlobImmutableDueToLegalHold',
      'ContainerHasLegalHold',
      'ContainerImmutabilityPolicyLocked',
    ],
    cause: 'A time-based retention policy or legal hold forbids to add to files of this container.',
    remedy: [
      'Containers > the container > Access policy: allow protected appends to append blobs.',
      'Or use layout: json, which never touches a blob again, or another container.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview',
  },
  {
    id: 'azure-blob-leased',
    wording: [
      'There is currently a lease on the blob and no lease ID was specified in the request.',
      'The lease ID specified did not match the lease ID for the blob.',
    ],
    codes: [
      'LeaseIdMissing',
      'LeaseAlreadyPresent',
      'LeaseLost',
      'LeaseIdMismatchWithBlobOperation',
      'LeaseIdMismatchWithContainerOperation',
      'LeaseIdMismatchWithLeaseOperation',
    ],
    cause: 'Another program holds a lease on the day’s file or the container.',
    remedy: [
      'Azure portal > the container > the blob > Break lease, once you know whose it is.',
      'Give Leadyard a container or prefix of its own.',
    ],
    link: 'https://learn.microsoft.com/rest/api/storageservices/lease-blob',
  },
  {
    id: 'azure-blob-refused',
    wording: [
      'The value for one of the HTTP headers is not in the correct format.',
      'The API version is not supported by Azurite. Please upgrade Azurite to latest version and retry.',
      'The specifed resource name contains invalid characters.',
    ],
    patterns: [/API version .{0,40}is not supported by Azurite/i],
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
    cause:
      'What answers does not understand the request: an emulator older than the version that Leadyard speaks (x-ms-version), an address of another service, or a name it does not take.',
    remedy: [
      'InvalidHeaderValue, Azurite: update it (npm install -g azurite@latest, or docker pull mcr.microsoft.com/azure-storage/azurite) and restart it, or start it with --skipApiVersionCheck.',
      'Azure itself: compare the address with account > Settings > Endpoints > Blob service (https://<account>.blob.core.windows.net), and leave out a proxy between.',
      'InvalidResourceName: compare container and prefix with the rules: lower-case letters, digits, single hyphens.',
      'BlobOperationNotSupported, FeatureVersionMismatch: the account has a hierarchical namespace; layout: json works there, or use another account.',
      'Check the destination.',
    ],
    link: storageErrors,
  },
  {
    id: 'azure-blob-size-condition',
    wording: ['The max blob size condition specified was not met.'],
    codes: ['MaxBlobSizeConditionNotMet', 'BlobTierInadequateForContentLength'],
    cause:
      'The day’s file is as large as a condition on the request allows (x-ms-blob-condition-maxsize). Leadyard sets none: a proxy or gateway between adds it.',
    remedy: [
      'Find what stands between Leadyard and the account, and take the condition out, or enter the account’s own address (Settings > Endpoints > Blob service).',
      'Until then: set another prefix, so that the day goes on in another file, or layout: json, a blob for each lead.',
      'Check the destination; its leads then flow in order.',
    ],
    link: 'https://learn.microsoft.com/rest/api/storageservices/append-block',
  },
  {
    id: 'azure-blob-out-of-range',
    wording: ['One of the request inputs is out of range.'],
    codes: ['OutOfRangeInput'],
    cause:
      'The name of the blob is longer than 1,024 characters, has more than 254 parts between slashes, or holds a sign that names may not (control characters, a part that ends in a dot).',
    remedy: [
      'Look at prefix: short folders of letters, digits, hyphens and underscores, none that ends in a dot.',
      'An account with a hierarchical namespace allows 63 folders only: take a shorter prefix.',
      'Reload, then replay the lead.',
    ],
    link: 'https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata',
  },
  {
    id: 'azure-blob-too-large',
    wording: ['The request body is too large and exceeds the maximum permissible limit.'],
    codes: ['RequestBodyTooLarge'],
    cause: 'This lead is larger than a block may be.',
    remedy: ['Shorten it in the mapping, for instance with maxLength, and replay the lead.'],
    link: 'https://learn.microsoft.com/azure/storage/blobs/scalability-targets',
  },
  {
    id: 'azure-blob-busy',
    wording: [
      'The server is busy.',
      'Ingress is over the account limit.',
      'Operations per second is over the account limit.',
    ],
    codes: ['ServerBusy'],
    cause: 'The account or the file is over its limit. Leads wait and are tried again by themselves.',
    remedy: [
      'Nothing for a short while.',
      'If it lasts, see who else uses the account: portal > Monitoring > Metrics > Transactions by response type.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/blobs/scalability-targets',
  },
]
