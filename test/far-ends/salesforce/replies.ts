/** Salesforce's envelopes, with its documented statuses and messages. */
export interface Reply {
  status: number
  headers?: Record<string, string>
  body: string
}

export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: JSON.stringify(value),
  }
}

interface Words {
  status: number
  message: string
  fields?: string[]
}

const told: Record<string, Words> = {
  INVALID_SESSION_ID: { status: 401, message: 'Session expired or invalid' },
  INVALID_AUTH_HEADER: { status: 401, message: 'INVALID_HEADER_TYPE' },
  REQUEST_LIMIT_EXCEEDED: { status: 403, message: 'TotalRequests Limit exceeded.' },
  API_DISABLED_FOR_ORG: { status: 403, message: 'The REST API is not enabled for this Organization.' },
  API_CURRENTLY_DISABLED: { status: 403, message: 'API is currently disabled' },
  INSUFFICIENT_ACCESS: { status: 403, message: 'insufficient access rights on object id' },
  INSUFFICIENT_ACCESS_OR_READONLY: { status: 400, message: 'insufficient access rights on object id' },
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: {
    status: 400,
    message: 'insufficient access rights on cross-reference id',
  },
  INVALID_CROSS_REFERENCE_KEY: { status: 400, message: 'invalid cross reference id', fields: ['OwnerId'] },
  CANNOT_CASCADE_PRODUCT_ACTIVE: { status: 400, message: 'cannot cascade' },
  INVALID_FIELD: { status: 400, message: "No such column 'Offer__c' on sobject of type Lead" },
  INVALID_FIELD_FOR_INSERT_UPDATE: {
    status: 400,
    message: 'Unable to create/update fields: Title. Please check the security settings of this field.',
    fields: ['Title'],
  },
  INVALID_TYPE: { status: 400, message: "sObject type 'Lead' is not supported." },
  JSON_PARSER_ERROR: { status: 400, message: 'Cannot deserialize instance of date from VALUE_STRING value soon' },
  NOT_FOUND: { status: 404, message: 'Provided external ID field does not exist or is not accessible: Lead_Key__c' },
  REQUIRED_FIELD_MISSING: { status: 400, message: 'Required fields are missing: [Region__c]', fields: ['Region__c'] },
  STRING_TOO_LONG: {
    status: 400,
    message: 'Title: data value too large: Head of… (max length=128)',
    fields: ['Title'],
  },
  INVALID_EMAIL_ADDRESS: { status: 400, message: 'Email: invalid email address: a@b', fields: ['Email'] },
  FIELD_CUSTOM_VALIDATION_EXCEPTION: { status: 400, message: 'Sprechen Sie mit Frau Kettelhut', fields: ['Phone'] },
  FIELD_FILTER_VALIDATION_EXCEPTION: { status: 400, message: 'Value does not match filter criteria.' },
  FIELD_INTEGRITY_EXCEPTION: {
    status: 400,
    message: "There's a problem with this country, even though it may appear correct.",
    fields: ['Country'],
  },
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: {
    status: 400,
    message: 'Rating: bad value for restricted picklist field: Warmish',
    fields: ['Rating'],
  },
  INACTIVE_OWNER_OR_USER: { status: 400, message: 'operation performed with inactive user [0055g00000ABCDE]' },
  DUPLICATE_VALUE: {
    status: 400,
    message: 'duplicate value found: Lead_Key__c duplicates value on record with id: 00Q5g00000AbCdE',
  },
  CANNOT_UPDATE_CONVERTED_LEAD: { status: 400, message: 'cannot reference converted lead' },
  ENTITY_IS_DELETED: { status: 404, message: 'entity is deleted' },
  UNABLE_TO_LOCK_ROW: { status: 400, message: 'unable to obtain exclusive access to this record' },
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: {
    status: 400,
    message: 'LeadTrigger: execution of BeforeInsert caused by: System.NullPointerException',
  },
  CANNOT_EXECUTE_FLOW_TRIGGER: {
    status: 400,
    message: "We can't save this record because the “Route” process failed.",
  },
  PROCESSING_HALTED: { status: 400, message: 'The transaction was rolled back since another operation failed.' },
  ALL_OR_NONE_OPERATION_ROLLED_BACK: { status: 400, message: 'Record rolled back because not all records were valid' },
  STORAGE_LIMIT_EXCEEDED: { status: 400, message: 'storage limit exceeded' },
  TXN_SECURITY_NO_ACCESS: { status: 403, message: 'The operation you requested was blocked' },
  LOGIN_MUST_USE_SECURITY_TOKEN: { status: 401, message: 'Invalid username, password, security token' },
  ORG_LOCKED: { status: 403, message: 'The organization has been locked' },
  SERVER_UNAVAILABLE: { status: 503, message: 'Too many requests waiting for connections' },
  UNKNOWN_EXCEPTION: { status: 500, message: 'An unexpected error occurred. ErrorId: 1234567-89 (1)' },
}

export const documentedCodes = Object.keys(told)

/** The REST envelope: an array. */
export function refusal(code: string, over: Partial<Words> = {}): Reply {
  const { status, message, fields } = { ...(told[code] ?? { status: 400, message: code }), ...over }
  return jsonReply(status, [{ message, errorCode: code, fields: fields ?? [] }])
}

/** The sObject Collections envelope: 200, and `statusCode` instead of `errorCode`. */
export function collectionRefusal(code: string): Reply {
  const { message, fields = [] } = told[code] ?? { message: code }
  return jsonReply(200, [{ success: false, errors: [{ statusCode: code, message, fields }] }])
}

export function duplicatesDetected(id: string, type = 'Lead', key = 'duplicateResut'): Reply {
  const record = { attributes: { type, url: `/services/data/v56.0/sobjects/${type}/${id}` }, Id: id }
  const matchRecords = [{ additionalInformation: [], fieldDiffs: [], matchConfidence: 100, record }]
  const match = { entityType: type, errors: [], matchEngine: 'FuzzyMatchEngine', matchRecords, size: 1, success: true }
  const message = 'Use one of these records?'
  const rule = {
    duplicateRule: `Standard_${type}_Duplicate_Rule`,
    duplicateRuleEntityType: type,
    errorMessage: message,
  }
  const found = { allowSave: false, ...rule, matchResults: [match] }
  return jsonReply(400, [{ [key]: found, errorCode: 'DUPLICATES_DETECTED', message }])
}

export function oauthRefusal(error: string, description: string, status = 400): Reply {
  return jsonReply(status, { error, error_description: description })
}

export function soapFault(code: string): Reply {
  const fault = `<faultcode>sf:${code}</faultcode><faultstring>${code}: Invalid username or password</faultstring>`
  const body = `<?xml version="1.0"?><soapenv:Envelope><soapenv:Body><soapenv:Fault>${fault}</soapenv:Fault></soapenv:Body></soapenv:Envelope>`
  return { status: 500, headers: { 'content-type': 'text/xml' }, body }
}

export function webPage(status: number): Reply {
  const body = '<!DOCTYPE html><html><head><title>URL No Longer Exists</title></head><body></body></html>'
  return { status, headers: { 'content-type': 'text/html' }, body }
}
