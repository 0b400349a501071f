import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'

const storageErrors = 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes'
const tableErrors = 'https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes'
const tableModel = 'https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model'
const firewall = 'https://learn.microsoft.com/azure/storage/common/storage-network-security'
const marketplace =
  'https://learn.microsoft.com/partner-center/marketplace-offers/partner-center-portal/commercial-marketplace-get-customer-leads'

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
    id: 'azure-table-entra-token',
    wording: ['Audience validation failed. Audience did not match.', 'Issuer validation failed. Issuer did not match.'],
    patterns: [/(audience|issuer) validation failed/i],
    cause:
      'Entra signed the application in, but the storage account does not take its token: the account belongs to another directory (issuer) or another cloud (audience), or accountUrl is not its own address.',
    remedy: [
      'Issuer: Azure portal > Storage accounts > your account > Overview > Subscription > Parent management group or Directory: its Tenant ID must be the one in directoryId.',
      'The application must be registered in that directory: Entra ID > App registrations; enter its ids in directoryId and clientId, and a secret of its own in clientSecret.',
      'Audience: compare accountUrl with account > Settings > Endpoints > Table service; a proxy or another service does not take the token.',
      'Sovereign clouds: set authority too, for instance https://login.microsoftonline.us.',
      'Give the application the role Storage Table Data Contributor: account > Access Control (IAM) > Add role assignment. Check the destination.',
    ],
    link: 'https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory',
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
      'The entity contains more properties than allowed.',
    ],
    codes: ['PropertyNameInvalid', 'PropertyNameTooLong', 'TooManyProperties', 'DuplicatePropertiesSpecified'],
    cause: 'The mapping names a column that a table cannot have, or more than 252 of them.',
    remedy: [
      'Column names begin with a letter or an underscore and hold letters, digits and underscores only: Lead_Source, not Lead-Source.',
      'PartitionKey, RowKey and Timestamp are the table’s own.',
      'Mend the destination’s mapping and reload.',
    ],
    link: tableModel,
  },
  {
    id: 'azure-table-input-refused',
    wording: ['One of the request inputs is not valid.'],
    codes: ['InvalidInput'],
    cause:
      'The service cannot read the row: a column name that OData keeps for itself, a value it takes for another type, or a body that was changed on the way.',
    remedy: [
      'Read the answer kept with the attempt: behind the sentence it often names the property or the character.',
      'Mapping: remove columns called PartitionKey, RowKey or Timestamp, and rename those that begin with odata or hold @, a dot or a hyphen.',
      'Azurite says InvalidInput also where the service says OutOfRangeInput: a key with / \\ # ? or a control character.',
      'A proxy or gateway in front of the account must pass the JSON on unchanged: enter the account’s own address (Settings > Endpoints > Table service) and compare.',
      'Reload the configuration, check the destination, then release it.',
    ],
    link: tableErrors,
  },
  {
    id: 'azure-table-value-missing',
    wording: ['The values are not specified for all properties in the entity.'],
    codes: ['PropertiesNeedValue'],
    cause:
      'The row arrived without PartitionKey or RowKey, or with a column that has no value. Leadyard always sends both keys, and a text for each column.',
    remedy: [
      'Something between changes the body: a proxy, a gateway or a firewall that filters JSON. Enter the account’s own address (Settings > Endpoints > Table service) in connectionString, sasUrl or accountUrl.',
      'An emulator: update Azurite (npm install -g azurite@latest).',
      'If a column of your own is named in the answer, give it a default in the mapping: default: "-".',
      'Check the destination: the check sends a row without keys, which the service refuses with this very code.',
    ],
    link: tableErrors,
  },
  {
    id: 'azure-table-emulator-outdated',
    wording: [
      'The value for one of the HTTP headers is not in the correct format.',
      'The API version is not supported by Azurite. Please upgrade Azurite to latest version and retry.',
      'JSON format is not supported.',
    ],
    patterns: [/API version .{0,40}is not supported by Azurite/i],
    codes: [
      'InvalidHeaderValue',
      'JsonFormatNotSupported',
      'AtomFormatNotSupported',
      'MediaTypeNotSupported',
      'UnsupportedHeader',
      'UnsupportedQueryParameter',
      'ConditionHeadersNotSupported',
    ],
    cause:
      'What answers does not know the version of the service that Leadyard speaks (header x-ms-version): an emulator that is too old, or a proxy that changes headers. Azure itself knows it.',
    remedy: [
      'Azurite: update it (npm install -g azurite@latest, or docker pull mcr.microsoft.com/azure-storage/azurite), and restart it.',
      'Or start it with --skipApiVersionCheck; in Visual Studio Code: setting azurite.skipApiVersionCheck.',
      'The older Azure Storage Emulator is no longer maintained: use Azurite.',
      'No emulator: enter the account’s own address, without a proxy between. Check the destination.',
    ],
    link: 'https://learn.microsoft.com/azure/storage/common/storage-use-azurite',
  },
  {
    id: 'azure-table-wrong-endpoint',
    wording: [
      "The resource doesn't support the specified HTTP verb.",
      'The requested URI does not represent any resource on the server.',
    ],
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
    cause: 'The address is of another service (Blob, Queue) or of a proxy, or holds a path it should not.',
    remedy: [
      'Azure portal > Storage accounts > your account > Settings > Endpoints > Table service: copy it.',
      'accountUrl or sasUrl: https://<account>.table.core.windows.net; in a connection string: TableEndpoint, or none beside AccountName.',
      'Check the destination.',
    ],
    link: storageErrors,
  },
  {
    id: 'azure-table-out-of-range',
    wording: ['One of the request inputs is out of range.'],
    codes: ['OutOfRangeInput', 'KeyValueTooLarge'],
    cause:
      'A key of the row holds a sign that keys may not (/ \\ # ?, control characters), is longer than 1 KiB, or a date lies before the year 1601. Leadyard escapes its own keys, so something else wrote into them.',
    remedy: [
      'Look in the answer kept with the attempt, and in the delivery’s receipts, which PartitionKey and RowKey were sent.',
      'Is a proxy between, which rewrites the body? Enter the account’s own address (Settings > Endpoints > Table service).',
      'A column of your own with a date: write it as text, or as a date from 1601 on, in the mapping.',
      'Then replay the lead.',
    ],
    link: tableModel,
  },
  {
    id: 'azure-table-too-large',
    wording: [
      'The property value exceeds the maximum allowed size (64KB).',
      'The entity is larger than the maximum size permitted.',
      'The request body is too large and exceeds the maximum permissible limit.',
    ],
    codes: ['PropertyValueTooLarge', 'EntityTooLarge', 'RequestBodyTooLarge'],
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
  ...entraProblems({ type: 'azure-table', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
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
