import type { Problem } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'

const storageErrors = 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes'
const tableErrors = 'https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes'
const tableModel = 'https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model'
const entraErrors = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes'
const firewall = 'https://learn.microsoft.com/azure/storage/common/storage-network-security'
const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

/** AuthenticationFailed has three causes; only the wording of its detail tells them apart. The class is the same. */
const told: readonly [RegExp, string][] = [
  [/not valid in the specified time frame|signature (has )?expired/i, 'azure-table-sas-expired'],
  [/date header[^.]{0,40}(too old|incorrect)/i, 'azure-table-clock'],
  // Azurite says AuthorizationFailure of a wrong key, in these words; the service says it of its firewall.
  [/authenticate the request/i, 'azure-table-authentication'],
]

export function problemOf(failure: DeliveryError): DeliveryError {
  const { code = '', excerpt = '' } = failure.detail
  if (failure.detail.problem || !/^(Authentication|Authorization)Fail/.test(code)) return failure
  const problem = told.find(([pattern]) => pattern.test(excerpt))?.[1]
  return problem ? new DeliveryError(failure.class, { ...failure.detail, problem }) : failure
}

export const problems: readonly Problem[] = [
  {
    id: 'azure-table-authentication',
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
      'With a SAS: Security + networking > Shared access signature > Generate SAS and connection string; copy the new one.',
    ],
    link: storageErrors,
  },
  {
    id: 'azure-table-sas-expired',
    wording: ['Signature not valid in the specified time frame'],
    cause: 'The SAS has expired, or it begins in the future.',
    remedy: [
      'Azure portal > Storage accounts > your account > Security + networking > Shared access signature.',
      'Allowed services: Table. Allowed resource types: Object (and Container, if the table may be created).',
      'Allowed permissions: Add (and Create). Set an expiry you can remember > Generate SAS and connection string.',
      'Put the new SAS into sasUrl or connectionString; Leadyard warns before it ends.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview',
  },
  {
    id: 'azure-table-clock',
    wording: ['The Date header in the request is incorrect.', 'Request date header too old'],
    cause: 'This machine’s clock is more than 15 minutes off; the service refuses what it signs.',
    remedy: [
      'Compare the machine’s clock with a public one.',
      'Switch time synchronisation on (systemd-timesyncd, chrony, or the host of the virtual machine).',
    ],
    link: 'https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key',
  },
  {
    id: 'azure-table-shared-key-forbidden',
    wording: ['Key based authentication is not permitted on this storage account.'],
    codes: ['KeyBasedAuthenticationNotPermitted'],
    cause:
      'The storage account has “Allow storage account key access” switched off; a SAS made from a key falls under it too.',
    remedy: [
      'Better: sign in with Microsoft Entra ID. Set accountUrl, directoryId, clientId and clientSecret instead of the connection string.',
      'Give the application the role Storage Table Data Contributor: account > Access Control (IAM) > Add role assignment.',
      'Or: account > Settings > Configuration > Allow storage account key access > Enabled > Save.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent',
  },
  {
    id: 'azure-table-firewall',
    wording: ['This request is not authorized to perform this operation.', 'StorrageException.', 'StorageException'],
    codes: ['AuthorizationFailure'],
    cause: 'The storage firewall refuses this machine’s address, or the SAS does not cover tables.',
    remedy: [
      'Azure portal > Storage accounts > your account > Security + networking > Networking.',
      'Public network access: add the address Leadyard leaves from, or allow all networks > Save. It takes up to a minute.',
      'With a SAS: allowed services must hold Table, allowed resource types Object.',
    ],
    link: firewall,
  },
  {
    id: 'azure-table-permission',
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
    cause: 'The sign-in worked, but it lacks the right to add rows (or to create the table).',
    remedy: [
      'Entra: storage account > Access Control (IAM) > Add role assignment > Storage Table Data Contributor > your application. It takes up to ten minutes.',
      'SAS: make a new one with service Table, resource types Object and Container, permissions Add and Create.',
      'If the table exists, createTable: false asks for less.',
      'Merging later leads of a person needs Read and Update too, erasing Delete.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/tables/assign-azure-role-data-access',
  },
  {
    id: 'azure-table-sas-network',
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
    link: 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview',
  },
  {
    id: 'azure-table-https-required',
    wording: ['The account being accessed does not support http.'],
    codes: ['AccountRequiresHttps'],
    cause: 'The account demands https (“Secure transfer required”) and the endpoint says http.',
    remedy: ['Write DefaultEndpointsProtocol=https in the connection string, or https:// in the URL.'],
    link: storageErrors,
  },
  {
    id: 'azure-table-account-disabled',
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
    id: 'azure-table-no-such-account',
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
    id: 'azure-table-private-address',
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
    id: 'azure-table-not-found',
    wording: ['The table specified does not exist.', 'The specified resource does not exist.'],
    codes: ['TableNotFound', 'ResourceNotFound'],
    cause: 'The table is not there and createTable is false.',
    remedy: [
      'Azure portal > Storage accounts > your account > Storage browser > Tables: compare the name with the setting table.',
      'Create it there (Add table), or set createTable: true.',
    ],
    link: tableErrors,
  },
  {
    id: 'azure-table-being-deleted',
    wording: ['The specified table is being deleted. Try operation later.'],
    codes: ['TableBeingDeleted'],
    cause:
      'Somebody deleted the table; its name is free again after some forty seconds. Leads are tried again by themselves.',
    remedy: ['Wait a minute.', 'If it stays, choose another name in the setting table.'],
    link: tableErrors,
  },
  {
    id: 'azure-table-column-refused',
    wording: [
      'The property name is invalid.',
      'The property name exceeds the maximum allowed length (255).',
      'One of the request inputs is not valid.',
      'The entity contains more properties than allowed.',
      'The values are not specified for all properties in the entity.',
    ],
    codes: [
      'PropertyNameInvalid',
      'PropertyNameTooLong',
      'TooManyProperties',
      'InvalidInput',
      'PropertiesNeedValue',
      'JsonFormatNotSupported',
      'InvalidHeaderValue',
      'UnsupportedHttpVerb',
    ],
    cause: 'The mapping names a column that a table cannot have, or more than 252 of them.',
    remedy: [
      'Column names begin with a letter or an underscore and hold letters, digits and underscores only: Lead_Source, not Lead-Source.',
      'PartitionKey, RowKey and Timestamp are the table’s own.',
      'Mend the destination’s mapping and reload.',
    ],
    link: tableModel,
  },
  {
    id: 'azure-table-too-large',
    wording: [
      'The property value exceeds the maximum allowed size (64KB).',
      'The entity is larger than the maximum size permitted.',
      'The request body is too large and exceeds the maximum permissible limit.',
      'One of the request inputs is out of range.',
    ],
    codes: ['PropertyValueTooLarge', 'EntityTooLarge', 'RequestBodyTooLarge', 'OutOfRangeInput', 'KeyValueTooLarge'],
    cause: 'This lead makes a row above 1 MiB, or a value above 64 KiB.',
    remedy: ['Shorten it in the mapping, for instance with maxLength on the columns of your own, and replay the lead.'],
    link: tableModel,
  },
  {
    id: 'azure-table-busy',
    wording: ['The server is busy.', 'Operations per second is over the account limit.'],
    codes: ['ServerBusy'],
    cause: 'The account or the day’s partition is over its limit. Leads wait and are tried again by themselves.',
    remedy: [
      'Nothing for a short while.',
      'If it lasts, see who else uses the account: portal > Monitoring > Metrics > Transactions by response type.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/tables/scalability-targets',
  },
  {
    id: 'azure-table-entra-secret',
    wording: ['Invalid client secret provided.', 'The provided client secret keys for app are expired.'],
    codes: ['AADSTS7000215', 'AADSTS7000222'],
    cause:
      'The client secret is wrong (often its ID was copied, not its value) or has expired; the longest life is 24 months.',
    remedy: [
      'Entra admin center > App registrations > your application > Certificates & secrets > New client secret.',
      'Copy the Value at once and put it where clientSecret takes it from.',
    ],
    link: entraErrors,
  },
  {
    id: 'azure-table-entra-application',
    wording: ['Application with identifier was not found in the directory'],
    codes: ['AADSTS700016'],
    cause: 'The directory does not know this application (client) ID.',
    remedy: [
      'App registrations > your application > Overview: copy Application (client) ID into clientId.',
      'Check that directoryId is of the same directory.',
    ],
    link: entraErrors,
  },
  {
    id: 'azure-table-entra-directory',
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
    link: entraErrors,
  },
  {
    id: 'azure-table-no-rows',
    wording: ['no rows appear in the table', 'there is no table MarketplaceLeads'],
    cause:
      'Symptom known from Microsoft’s own connector: nothing was sent yet, one looks for a table of one’s own making, or Microsoft’s delivery stood still (16 June to 8 August 2026).',
    remedy: [
      'Look in MarketplaceLeads, or in what the setting table says: Storage browser > Tables.',
      'Look at this destination’s receipts: each names PartitionKey and RowKey of its row.',
      'No receipts either: look whether leads arrive at the source at all (silence alarm).',
    ],
    link: marketplace,
  },
]
