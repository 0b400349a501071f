/** What keeps Leadyard out of the storage account: sign-in, rights, network. */
import type { Problem } from '../../src/connector.ts'

const storageErrors = 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes'
const sas = 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview'
const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

export const accessProblems: readonly Problem[] = [
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
]
