/**
 * The codes and patterns of each problem, and its class. The words stand in problems.md. Codes: "Core Data Types:
 * StatusCode" and "ExceptionCode",
 * developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 */
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'

/** Refusals of one lead by the REST API. By words the first match counts, so these entries stand before the org's. */
const lead: readonly Signs[] = [
  {
    id: 'salesforce-name-missing',
    class: 'rejected',
    patterns: [/Required fields are missing: \[(LastName|Company)/],
  },
  {
    id: 'salesforce-string-too-long',
    class: 'rejected',
    codes: ['STRING_TOO_LONG'],
    patterns: [/data value too large/i],
  },
  {
    id: 'salesforce-invalid-email',
    class: 'rejected',
    codes: ['INVALID_EMAIL_ADDRESS'],
    patterns: [/invalid email address/i],
  },
  {
    id: 'salesforce-validation-rule',
    class: 'rejected',
    codes: ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'FIELD_FILTER_VALIDATION_EXCEPTION'],
    patterns: [/FIELD_CUSTOM_VALIDATION_EXCEPTION|FIELD_FILTER_VALIDATION_EXCEPTION/],
  },
  {
    id: 'salesforce-country-picklist',
    class: 'rejected',
    codes: ['FIELD_INTEGRITY_EXCEPTION'],
    patterns: [/select a country.{0,40} from the list of valid countries/i, /problem with this (country|state)/i],
  },
  {
    id: 'salesforce-restricted-picklist',
    class: 'rejected',
    codes: ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    patterns: [/bad value for restricted picklist field/i],
  },
  // Every lead of an offer carries the same source: no lead would pass.
  { id: 'salesforce-lead-source-picklist', class: 'configuration', onlyByLead: true },
  {
    id: 'salesforce-duplicates-detected',
    class: 'rejected',
    codes: ['DUPLICATES_DETECTED'],
    patterns: [/DUPLICATES_DETECTED|creating a duplicate record/i],
  },
  {
    id: 'salesforce-duplicate-value',
    class: 'rejected',
    codes: ['DUPLICATE_VALUE'],
    patterns: [/duplicate value found/i],
  },
  {
    id: 'salesforce-converted-lead',
    class: 'rejected',
    codes: ['CANNOT_UPDATE_CONVERTED_LEAD'],
    patterns: [/cannot reference converted lead/i],
  },
  {
    id: 'salesforce-row-lock',
    class: 'transient',
    codes: ['UNABLE_TO_LOCK_ROW'],
    patterns: [/unable to obtain exclusive access/i],
  },
  { id: 'salesforce-do-not-contact', class: 'rejected', codes: ['DO_NOT_CONTACT_UNWRITABLE'] },
  { id: 'salesforce-similar-lead', class: 'uncertain', codes: ['SIMILAR_LEAD'] },
]

/** Refusals of every lead for a while, or until a person acts: rights, mapping, limits, and the org itself. */
const org: readonly Signs[] = [
  {
    // The limit counts a rolling 24 hours, so relief comes by the hour.
    id: 'salesforce-request-limit',
    class: 'transient',
    retryIn: 15 * 60,
    everyLead: true,
    codes: ['REQUEST_LIMIT_EXCEEDED'],
    patterns: [/TotalRequests.{0,40} Limit exceeded/i],
  },
  {
    id: 'salesforce-concurrent-limit',
    class: 'transient',
    retryIn: 30,
    everyLead: true,
    patterns: [/Concurrent\w{1,40}.{0,40} Limit exceeded/i],
  },
  { id: 'salesforce-api-share', class: 'transient', retryIn: 15 * 60, everyLead: true, codes: ['API_SHARE_USED'] },
  {
    id: 'salesforce-insufficient-access',
    class: 'configuration',
    codes: ['INSUFFICIENT_ACCESS', 'INSUFFICIENT_ACCESS_OR_READONLY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'],
    patterns: [/INSUFFICIENT_ACCESS/],
  },
  {
    id: 'salesforce-cross-reference',
    class: 'configuration',
    onlyByLead: true,
    codes: ['INVALID_CROSS_REFERENCE_KEY'],
    patterns: [/invalid cross reference id/i],
  },
  {
    id: 'salesforce-record-deleted',
    class: 'configuration',
    onlyByLead: true,
    codes: ['ENTITY_IS_DELETED'],
    patterns: [/entity is deleted/i],
  },
  { id: 'salesforce-malformed-id', class: 'configuration', onlyByLead: true, codes: ['MALFORMED_ID'] },
  {
    id: 'salesforce-unknown-field',
    class: 'configuration',
    onlyByLead: true,
    codes: ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    patterns: [/No such column '.{1,100}' on (sobject of type|entity '?)\s*Lead/i, /Unable to create\/update fields/i],
  },
  {
    id: 'salesforce-object-hidden',
    class: 'configuration',
    codes: ['INVALID_TYPE'],
    patterns: [/sObject type '?Lead'? is not supported/i],
  },
  {
    id: 'salesforce-wrong-value-type',
    class: 'configuration',
    onlyByLead: true,
    codes: ['JSON_PARSER_ERROR'],
    patterns: [/Cannot deserialize instance of/i],
  },
  {
    id: 'salesforce-not-found',
    class: 'configuration',
    codes: ['NOT_FOUND'],
    patterns: [/The requested resource does not exist/i],
  },
  { id: 'salesforce-api-version', class: 'configuration', codes: ['UNSUPPORTED_API_VERSION'] },
  {
    id: 'salesforce-external-id-missing',
    class: 'configuration',
    patterns: [/Provided external ID field does not exist or is not accessible/i],
  },
  { id: 'salesforce-external-id-not-unique', class: 'configuration', codes: ['MULTIPLE_CHOICES', 'NOT_UNIQUE'] },
  {
    id: 'salesforce-required-field',
    class: 'configuration',
    onlyByLead: true,
    codes: ['REQUIRED_FIELD_MISSING'],
    patterns: [/Required fields are missing/i],
  },
  {
    id: 'salesforce-inactive-owner',
    class: 'configuration',
    onlyByLead: true,
    codes: ['INACTIVE_OWNER_OR_USER', 'TRANSFER_REQUIRES_READ'],
    patterns: [/operation performed with inactive user/i],
  },
  {
    id: 'salesforce-automation-failed',
    class: 'rejected',
    codes: ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_EXECUTE_FLOW_TRIGGER'],
    patterns: [/CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY|CANNOT_EXECUTE_FLOW_TRIGGER/],
  },
  { id: 'salesforce-automation-busy', class: 'transient', patterns: [/Too many SOQL queries|CPU time limit/i] },
  {
    id: 'salesforce-write-prevented',
    class: 'configuration',
    onlyByLead: true,
    patterns: [/^CANNOT_(?!INSERT_UPDATE_ACTIVATE_ENTITY|EXECUTE_FLOW_TRIGGER|UPDATE_CONVERTED_LEAD)/],
  },
  {
    id: 'salesforce-storage-full',
    class: 'configuration',
    onlyByLead: true,
    codes: ['STORAGE_LIMIT_EXCEEDED'],
    patterns: [/storage limit exceeded/i],
  },
  {
    id: 'salesforce-security-policy',
    class: 'configuration',
    onlyByLead: true,
    codes: ['TXN_SECURITY_NO_ACCESS', 'TXN_SECURITY_TWO_FA_REQUIRED'],
    patterns: [/TXN_SECURITY_/],
  },
  {
    id: 'salesforce-web-page',
    class: 'configuration',
    patterns: [/URL No Longer Exists|Check that the org exists/i],
  },
  {
    id: 'salesforce-rolled-back',
    class: 'transient',
    codes: ['PROCESSING_HALTED', 'ALL_OR_NONE_OPERATION_ROLLED_BACK'],
  },
  { id: 'salesforce-query-timeout', class: 'transient', codes: ['QUERY_TIMEOUT'] },
  { id: 'salesforce-unavailable', class: 'transient', codes: ['SERVER_UNAVAILABLE'] },
  {
    id: 'salesforce-unknown-exception',
    class: 'transient',
    ifRepeatDoubles: 'uncertain',
    codes: ['UNKNOWN_EXCEPTION'],
  },
  {
    id: 'salesforce-request-too-long',
    class: 'transient',
    ifRepeatDoubles: 'uncertain',
    codes: ['REQUEST_RUNNING_TOO_LONG'],
  },
  { id: 'salesforce-unreadable', class: 'transient', codes: ['UNREADABLE'] },
]

/**
 * Refusals of the token endpoint. Their class comes from the sign-in, because the status decides there. `invalid_grant` has
 * many causes; only its description tells them apart, so the entry for the rest has no code and stands after them.
 */
const signIn: readonly Signs[] = [
  { id: 'salesforce-no-run-as-user', patterns: [/no client credentials user/i] },
  {
    id: 'salesforce-not-my-domain',
    patterns: [/request not supported on this domain/i, grant(/not supported on this domain/)],
  },
  { id: 'salesforce-invalid-client-id', codes: ['invalid_client_id'], patterns: [/client identifier invalid/i] },
  {
    id: 'salesforce-app-not-found',
    codes: ['app_not_found', 'OAUTH_EC_APP_NOT_FOUND'],
    patterns: [/external client app (is )?not (installed|found)|app_not_found/i],
  },
  { id: 'salesforce-app-blocked', codes: ['OAUTH_APP_BLOCKED'], patterns: [/app is blocked by admin/i] },
  {
    id: 'salesforce-invalid-client-secret',
    codes: ['invalid_client'],
    patterns: [/invalid client credentials|invalid client secret/i],
  },
  {
    id: 'salesforce-app-access',
    codes: ['invalid_app_access', 'OAUTH_APP_ACCESS_DENIED'],
    patterns: [/not admin approved to access this app/i],
  },
  {
    id: 'salesforce-app-not-approved',
    patterns: [/user hasn.t approved this consumer/i, grant(/hasn.t approved|not approved this consumer/)],
  },
  {
    id: 'salesforce-password-expired',
    class: 'configuration',
    codes: ['INVALID_OPERATION_WITH_EXPIRED_PASSWORD'],
    patterns: [
      /users? password has expired/i,
      /INVALID_OPERATION_WITH_EXPIRED_PASSWORD/,
      grant(/password.{0,20}expired|expired.{0,10}password/),
    ],
  },
  {
    id: 'salesforce-login-restricted',
    class: 'configuration',
    codes: ['LOGIN_DURING_RESTRICTED_DOMAIN', 'LOGIN_DURING_RESTRICTED_TIME'],
    patterns: [
      /ip restricted|invalid login hours|LOGIN_DURING_RESTRICTED_/i,
      grant(/ip.?restricted|restricted (ip|domain)|login hours|invalid login time/),
    ],
  },
  { id: 'salesforce-token-expired', patterns: [/expired access\/refresh token/i] },
  { id: 'salesforce-jwt-audience', patterns: [/audience (is invalid|validation failed)/i, grant(/audience/)] },
  { id: 'salesforce-jwt-assertion', patterns: [/invalid assertion|assertion (is )?expired/i, grant(/assertion/)] },
  { id: 'salesforce-inactive-integration-user', patterns: [/"?inactive user"?/i] },
  {
    id: 'salesforce-invalid-password',
    patterns: [/authentication failure|Invalid Password/i, grant(/user name or password/)],
  },
  { id: 'salesforce-grant-not-supported', codes: ['unsupported_grant_type'], patterns: [/grant type not supported/i] },
  { id: 'salesforce-invalid-grant' },
  {
    id: 'salesforce-soap-login',
    class: 'configuration',
    codes: ['INVALID_LOGIN', 'LOGIN_MUST_USE_SECURITY_TOKEN', 'ORG_LOCKED', 'PASSWORD_LOCKOUT'],
    patterns: [/INVALID_LOGIN|LOGIN_MUST_USE_SECURITY_TOKEN/],
  },
  { id: 'salesforce-sign-in-refused' },
  { id: 'salesforce-sign-in-busy', codes: ['unknown_error', 'temporarily_unavailable'] },
  { id: 'salesforce-wrong-login-address' },
  {
    id: 'salesforce-session-refused',
    class: 'configuration',
    codes: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'],
    patterns: [/Session expired or invalid|not valid for use with the REST API/i],
  },
  {
    id: 'salesforce-api-disabled',
    class: 'configuration',
    codes: ['API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'],
    patterns: [/API is not enabled for this (Organization|User)/i],
  },
]

/** Looser words, in the description of an `invalid_grant` alone. */
function grant({ source }: RegExp): RegExp {
  return new RegExp(`invalid_grant.{0,200}(?:${source})`, 'is')
}

/** Problems of Web-to-Lead. Problems after its "200 OK" send no answer: `explain` finds those entries. */
const webToLead: readonly Signs[] = [
  {
    id: 'salesforce-web-to-lead-refused',
    class: 'configuration',
    codes: ['common.exception.SalesforceGenericException', 'Exception'],
    patterns: [/Is-Processed: true\s+Exception/i],
  },
  { id: 'salesforce-web-to-lead-name-missing', class: 'rejected' },
  {
    id: 'salesforce-web-to-lead-wrong-address',
    class: 'configuration',
    codes: ['NO_IS_PROCESSED', 'REDIRECT'],
  },
  {
    id: 'salesforce-daily-limit',
    class: 'transient',
    everyLead: true,
    codes: ['DAILY_LIMIT'],
    patterns: [/daily Web-to-Lead limit|500 Web-to-Lead/i],
  },
  {
    id: 'salesforce-required-picklist',
    patterns: [/(test )?lead does(n.t| not) appear/i, /mandatory .{0,100}pick ?list/i],
  },
  { id: 'salesforce-country-list', patterns: [/prepopulated lists|list of values for the Country field/i] },
  { id: 'salesforce-recaptcha', patterns: [/recaptcha/i] },
  { id: 'salesforce-lead-not-seen', patterns: [/accepted,? but (nobody|no one) sees/i] },
]

export const problems = readCatalogue(import.meta.dirname, [...lead, ...org, ...signIn, ...webToLead])
