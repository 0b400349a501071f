import type { Problem } from '../../src/connector.ts'

const codes =
  'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm'
const upsert = 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm'
const limits =
  'https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm'

/** What keeps every lead out: rights, mapping, quotas, and the org itself. */
export const org: readonly Problem[] = [
  {
    id: 'salesforce-request-limit',
    wording: ['TotalRequests Limit exceeded.', 'ConcurrentPerOrgLongTxn Limit exceeded.'],
    codes: ['REQUEST_LIMIT_EXCEEDED', 'API_SHARE_USED'],
    patterns: [/(TotalRequests|Concurrent\w{1,40}).{0,40} Limit exceeded/i],
    cause:
      'The org’s API calls of the last 24 hours are used up (by all its integrations together), or too many run at once.',
    remedy: [
      'Nothing is lost: the leads wait and flow when calls are free again.',
      'Setup → Company Information → “API Requests, Last 24 Hours”; Setup → API Usage Last 7 Days: see who uses them.',
      'Buy more calls, or quieten the integration that uses most; apiShare sets what the hub leaves to others.',
    ],
    link: limits,
  },
  {
    id: 'salesforce-insufficient-access',
    wording: ['insufficient access rights on object id', 'INSUFFICIENT_ACCESS_OR_READONLY'],
    codes: ['INSUFFICIENT_ACCESS', 'INSUFFICIENT_ACCESS_OR_READONLY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'],
    patterns: [/INSUFFICIENT_ACCESS/],
    cause:
      'The integration user may not create leads, or not link them to the owner, campaign or record type in the mapping.',
    remedy: [
      'Setup → Permission Sets → the integration user’s set → Object Settings → Leads: Read, Create, Edit.',
      '“View All” on Leads lets the hub find a lead again after an assignment rule has given it away.',
      'For an owner or campaign in the mapping: share that record with the integration user.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-cross-reference',
    wording: ['invalid cross reference id'],
    codes: ['INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED'],
    patterns: [/invalid cross reference id/i, /entity is deleted/i],
    cause:
      'The mapping (or assignmentRule) names the id of an owner, queue, record type or campaign that this org does not have, or has deleted.',
    remedy: [
      'Open the record in this org and copy its id from the address; ids of a sandbox do not hold in production.',
      'Record type: Setup → Object Manager → Lead → Record Types; it must be assigned to the integration user.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-unknown-field',
    wording: [
      'No such column on sobject of type Lead',
      'Unable to create/update fields. Please check the security settings',
    ],
    codes: ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    patterns: [/No such column '.{1,100}' on (sobject of type|entity '?)\s*Lead/i, /Unable to create\/update fields/i],
    cause:
      'A mapped field does not exist under this API name, or field-level security hides it from the integration user.',
    remedy: [
      'Salesforce names the field. Setup → Object Manager → Lead → Fields & Relationships: compare the API name.',
      'Setup → Permission Sets → the integration user’s set → Object Settings → Leads: Edit access for the field.',
      'Or map the field to blank in the route.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-object-hidden',
    wording: ["sObject type 'Lead' is not supported."],
    codes: ['INVALID_TYPE'],
    patterns: [/sObject type '?Lead'? is not supported/i],
    cause: 'The integration user cannot see Leads at all, or has a licence without Sales Cloud.',
    remedy: ['Give the user a licence with Leads, and a permission set with Read and Create on Leads.'],
    link: codes,
  },
  {
    id: 'salesforce-wrong-value-type',
    wording: ['Cannot deserialize instance of … from VALUE_STRING value'],
    codes: ['JSON_PARSER_ERROR'],
    patterns: [/Cannot deserialize instance of/i],
    cause: 'A mapped value has the wrong form for its field, such as text in a date field.',
    remedy: ['Salesforce names the type; write the value in the mapping as ISO 8601 (dates) or as a plain number.'],
    link: codes,
  },
  {
    id: 'salesforce-not-found',
    wording: ['The requested resource does not exist'],
    codes: ['NOT_FOUND'],
    patterns: [/The requested resource does not exist/i],
    cause: 'The API version is unknown to the org, or Lead is not visible to the integration user.',
    remedy: [
      'Open <My Domain>/services/data: set apiVersion to one in the list.',
      'Give the integration user Read and Create on Leads.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-external-id-missing',
    wording: ['Provided external ID field does not exist or is not accessible'],
    patterns: [/Provided external ID field does not exist or is not accessible/i],
    cause: 'externalIdField names a field that does not exist, is not marked External ID, is too short, or is hidden.',
    remedy: [
      'Setup → Object Manager → Lead → Fields & Relationships → New → Text, length 64.',
      'Tick Unique (case sensitive) and External ID; field name Lead_Key.',
      'Give the integration user Edit access to the field, then release the destination.',
    ],
    link: upsert,
  },
  {
    id: 'salesforce-external-id-not-unique',
    wording: ['(status 300 with a list of records)'],
    codes: ['MULTIPLE_CHOICES', 'NOT_UNIQUE'],
    cause: 'The external id field is not Unique and several leads carry the same value; the lead is there already.',
    remedy: [
      'Setup → Object Manager → Lead → the field → Edit: tick Unique.',
      'If Salesforce objects, report on the field, merge or delete the doubles, and tick again.',
    ],
    link: upsert,
  },
  {
    id: 'salesforce-required-field',
    wording: ['Required fields are missing'],
    codes: ['REQUIRED_FIELD_MISSING'],
    patterns: [/Required fields are missing/i],
    cause: 'The org requires a Lead field that the mapping leaves blank.',
    remedy: [
      'Salesforce names the fields. Give each a template or a default in the route’s mapping,',
      'or make it optional: Setup → Object Manager → Lead → Fields & Relationships → the field → Edit.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-inactive-owner',
    wording: ['operation performed with inactive user'],
    codes: ['INACTIVE_OWNER_OR_USER'],
    patterns: [/operation performed with inactive user/i],
    cause: 'The mapping or an assignment rule gives leads to a user who has been deactivated.',
    remedy: [
      'Setup → Lead Assignment Rules → the active rule: replace the user.',
      'Setup → Lead Settings → Default Lead Owner: choose an active user or a queue.',
      'Replace OwnerId in the route’s mapping if it is set there.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-automation-failed',
    wording: [
      "We can't save this record because the process failed.",
      'execution of BeforeInsert caused by: System.…Exception',
    ],
    codes: ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_EXECUTE_FLOW_TRIGGER'],
    patterns: [/CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY|CANNOT_EXECUTE_FLOW_TRIGGER/],
    cause: 'A flow or an Apex trigger on Lead fails, so that no lead can be saved.',
    remedy: [
      'The reply names the flow or trigger and its error.',
      'Setup → Flows (or Apex Triggers): mend or deactivate it; the administrator also gets a mail with the trace.',
      'Release the destination.',
    ],
    link: codes,
  },
  {
    id: 'salesforce-automation-busy',
    wording: ['Too many SOQL queries', 'Apex CPU time limit exceeded'],
    patterns: [/Too many SOQL queries|CPU time limit/i],
    cause: 'The org’s flows or triggers ran into a limit because of what else happened at that moment.',
    remedy: ['The hub tries again. If it is frequent, have the automation on Lead made cheaper.'],
    link: codes,
  },
  {
    id: 'salesforce-storage-full',
    wording: ['storage limit exceeded'],
    codes: ['STORAGE_LIMIT_EXCEEDED'],
    patterns: [/storage limit exceeded/i],
    cause: 'The org’s data storage is used up; no record can be made.',
    remedy: ['Setup → Storage Usage: delete or archive records, or buy storage, then release the destination.'],
    link: codes,
  },
  {
    id: 'salesforce-security-policy',
    wording: ['TXN_SECURITY_NO_ACCESS'],
    codes: ['TXN_SECURITY_NO_ACCESS', 'TXN_SECURITY_TWO_FA_REQUIRED'],
    patterns: [/TXN_SECURITY_/],
    cause: 'A transaction security policy of the org blocks the integration user.',
    remedy: ['Setup → Transaction Security Policies: exempt the integration user, then release the destination.'],
    link: codes,
  },
  {
    id: 'salesforce-web-page',
    wording: ['(a web page: “URL No Longer Exists”, a login page, a maintenance page)'],
    patterns: [/URL No Longer Exists|Check that the org exists/i],
    cause: 'The org has been deleted, renamed, locked or moved, or a proxy stands in between.',
    remedy: [
      'Open the My Domain address in a browser: does the org still exist (a sandbox may have been refreshed)?',
      'Correct loginUrl; leave instanceUrl out unless a proxy needs it.',
    ],
    link: 'https://help.salesforce.com/s/articleView?id=xcloud.domain_name_overview.htm&type=5',
  },
]
