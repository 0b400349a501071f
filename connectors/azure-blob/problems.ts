import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'

const storageErrors = 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes'
const blobErrors = 'https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes'
const sas = 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview'
const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

export const problems: readonly Problem[] = [
  {
    id: 'azure-blob-authentication',
    wording: [
      'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
      'Authentication information is not given in the correct format. Check the value of Authorization header.',
      'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
    ],
    codes: ['AuthenticationFailed', 'InvalidAuthenticationInfo', 'NoAuthenticationInformation'],
    cause: 'The account key or the SAS is wrong: mistyped, rotated since, or of another account.',
    remedy: [
      'Azure portal > Storage accounts > your account > Security + networking > Access keys > Show > copy the connection string.',
      'Put it where the setting connectionString takes it from, whole and without a line break.',
      'With a SAS: make a new one; the attempt’s excerpt (AuthenticationErrorDetail) says what is wrong with this one.',
    ],
    link: storageErrors,
  },
  {
    id: 'azure-blob-entra-token',
    wording: ['Audience validation failed. Audience did not match.', 'Issuer validation failed. Issuer did not match.'],
    patterns: [/(audience|issuer) validation failed/i],
    cause:
      'Entra signed the application in, but the storage account does not take its token: the account belongs to another directory (issuer) or another cloud (audience), or accountUrl is not its own address.',
    remedy: [
      'Issuer: Azure portal > Storage accounts > your account > Overview > Subscription > Parent management group or Directory: its Tenant ID must be the one in directoryId.',
      'The application must be registered in that directory: Entra ID > App registrations; enter its ids in directoryId and clientId, and a secret of its own in clientSecret.',
      'Audience: compare accountUrl with account > Settings > Endpoints > Blob service; a proxy or another service does not take the token.',
      'Sovereign clouds: set authority too, for instance https://login.microsoftonline.us.',
      'Give the application the role Storage Blob Data Contributor: account > Access Control (IAM) > Add role assignment. Check the destination.',
    ],
    link: 'https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory',
  },
  {
    id: 'azure-blob-sas-expired',
    wording: ['Signature not valid in the specified time frame'],
    cause: 'The SAS has expired, or it begins in the future.',
    remedy: [
      'Azure portal > Storage accounts > your account > Security + networking > Shared access signature.',
      'Allowed services: Blob. Allowed resource types: Object (and Container, if the container may be created).',
      'Allowed permissions: Create and Write; Read and Add too for ndjson and csv.',
      'Set an expiry you can remember > Generate SAS and connection string; Leadyard warns before it ends.',
    ],
    link: sas,
  },
  {
    id: 'azure-blob-clock',
    wording: ['The Date header in the request is incorrect.', 'Request date header too old'],
    patterns: [/date header.{0,40}too old/i],
    cause: 'This machine’s clock is more than 15 minutes off; the service refuses what it signs.',
    remedy: [
      'Compare the machine’s clock with a public one.',
      'Switch time synchronisation on (systemd-timesyncd, chrony, or the host of the virtual machine).',
    ],
    link: 'https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key',
  },
  {
    id: 'azure-blob-shared-key-forbidden',
    wording: ['Key based authentication is not permitted on this storage account.'],
    codes: ['KeyBasedAuthenticationNotPermitted'],
    cause:
      'The storage account has “Allow storage account key access” switched off; a SAS made from a key falls under it too.',
    remedy: [
      'Better: sign in with Microsoft Entra ID. Set accountUrl, directoryId, clientId and clientSecret instead of the connection string.',
      'Give the application the role Storage Blob Data Contributor: account > Access Control (IAM) > Add role assignment.',
      'Or: account > Settings > Configuration > Allow storage account key access > Enabled > Save.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent',
  },
  {
    id: 'azure-blob-firewall',
    wording: ['This request is not authorized to perform this operation.'],
    codes: ['AuthorizationFailure'],
    cause: 'The storage firewall refuses this machine’s address, or the SAS does not cover blobs.',
    remedy: [
      'Azure portal > Storage accounts > your account > Security + networking > Networking.',
      'Public network access: add the address Leadyard leaves from, or allow all networks > Save. It takes up to a minute.',
      'With a SAS: allowed services must hold Blob, allowed resource types Object.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/common/storage-network-security',
  },
  {
    id: 'azure-blob-permission',
    wording: [
      'This request is not authorized to perform this operation using this permission.',
      'This request is not authorized to perform this operation using this service.',
      'This request is not authorized to perform this operation using this resource type.',
      'The account being accessed does not have sufficient permissions to execute this operation.',
    ],
    codes: [
      'AuthorizationPermissionMismatch',
      'AuthorizationServiceMismatch',
      'AuthorizationResourceTypeMismatch',
      'InsufficientAccountPermissions',
    ],
    cause: 'The sign-in worked, but it lacks the right to write blobs (or to create the container, or to read back).',
    remedy: [
      'Entra: storage account > Access Control (IAM) > Add role assignment > Storage Blob Data Contributor > your application. It takes up to ten minutes.',
      'SAS: service Blob, resource types Object and Container, permissions Create and Write; Read and Add too for ndjson and csv.',
      'If the container exists, createContainer: false asks for less.',
      'Erasing needs Delete too.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/blobs/assign-azure-role-data-access',
  },
  {
    id: 'azure-blob-sas-network',
    wording: [
      'This request is not authorized to perform this operation using this source IP.',
      'This request is not authorized to perform this operation using this protocol.',
    ],
    codes: ['AuthorizationSourceIPMismatch', 'AuthorizationProtocolMismatch'],
    cause: 'The SAS is limited to other addresses, or to https while the endpoint is http.',
    remedy: [
      'Make a new SAS whose Allowed IP addresses hold the address Leadyard leaves from.',
      'Use https in the connection string or URL.',
    ],
    link: sas,
  },
  {
    id: 'azure-blob-https-required',
    wording: ['The account being accessed does not support http.'],
    codes: ['AccountRequiresHttps'],
    cause: 'The account demands https (“Secure transfer required”) and the endpoint says http.',
    remedy: ['Write DefaultEndpointsProtocol=https in the connection string, or https:// in the URL.'],
    link: storageErrors,
  },
  {
    id: 'azure-blob-account-disabled',
    wording: ['The specified account is disabled.'],
    codes: ['AccountIsDisabled'],
    cause: 'The storage account is disabled, usually because its subscription is.',
    remedy: [
      'Azure portal > Subscriptions > the account’s subscription: look at its status and re-enable it.',
      'Leads wait here meanwhile and go out once it is back.',
    ],
    link: 'https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-disabled',
  },
  {
    id: 'azure-blob-no-such-account',
    wording: ['getaddrinfo ENOTFOUND'],
    codes: ['ENOTFOUND'],
    cause:
      'Nobody answers by that name: the account was deleted, its name is mistyped, or the EndpointSuffix is wrong. Microsoft’s article prints core.screens.net; it means core.windows.net.',
    remedy: [
      'Azure portal > Storage accounts: does the account still exist?',
      'Compare AccountName and EndpointSuffix with Access keys > Connection string.',
      'Sovereign clouds: core.chinacloudapi.cn, core.usgovcloudapi.net.',
    ],
    link: marketplace,
  },
  {
    id: 'azure-blob-private-address',
    wording: ['the address lies in a private network'],
    codes: ['ERR_PRIVATE_NETWORK'],
    cause:
      'The account is reached by a private endpoint (or it is an emulator), and this destination may not enter private networks.',
    remedy: [
      'Add the network to the destination: delivery.allowNetworks: ["10.1.0.0/16"], or ["127.0.0.1/32"] for Azurite.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/common/storage-private-endpoints',
  },
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
