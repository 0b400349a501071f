import type { Problem } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import { entraProblems } from './problems-entra.ts'

const storageErrors = 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes'
const blobErrors = 'https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes'
const sas = 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview'
const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

/** AuthenticationFailed has several causes; only the wording of its detail tells them apart. The class is the same. */
const told: readonly [RegExp, string][] = [
  [/not valid in the specified time frame|signature (has )?expired/i, 'azure-blob-sas-expired'],
  [/date header.{0,40}(too old|invalid)|request date header/i, 'azure-blob-clock'],
  // Azurite says AuthorizationFailure of a wrong key, in these words; the service says it of its firewall.
  [/authenticate the request/i, 'azure-blob-authentication'],
]

export function problemOf(failure: DeliveryError): DeliveryError {
  const { code = '', excerpt = '' } = failure.detail
  if (failure.detail.problem || !/^(Authentication|Authorization)Fail/.test(code)) return failure
  const problem = told.find(([pattern]) => pattern.test(excerpt))?.[1]
  return problem ? new DeliveryError(failure.class, { ...failure.detail, problem }) : failure
}

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
    wording: ['This operation is not permitted as the blob is immutable due to a policy.'],
    codes: ['BlobImmutableDueToPolicy'],
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
    codes: ['LeaseIdMissing', 'LeaseIdMismatchWithBlobOperation', 'LeaseIdMismatchWithContainerOperation'],
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
      'The specifed resource name contains invalid characters.',
    ],
    codes: ['InvalidHeaderValue', 'InvalidResourceName', 'InvalidInput', 'UnsupportedHttpVerb'],
    cause: 'The service does not understand the request: an emulator older than the SDK, or a name it does not take.',
    remedy: ['Azurite: start it with --skipApiVersionCheck.', 'Look at container and prefix for unusual characters.'],
    link: storageErrors,
  },
  {
    id: 'azure-blob-too-large',
    wording: ['The request body is too large and exceeds the maximum permissible limit.'],
    codes: ['RequestBodyTooLarge', 'OutOfRangeInput'],
    cause: 'This lead is larger than a block may be, or its name longer than 1,024 characters.',
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
  ...entraProblems,
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
