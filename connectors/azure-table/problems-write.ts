/** What the service refuses of a row, or of every one. */
import type { Problem } from '../../src/connector.ts'

const storageErrors = 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes'
const tableErrors = 'https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes'
const tableModel = 'https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model'

export const writeProblems: readonly Problem[] = [
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
      'accountUrl or sasUrl: https://<account>.table.core.windows.net; in a connection string: TableEndpoint, or AccountName alone.',
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
]
