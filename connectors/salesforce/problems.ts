/** By what each answer is known. The words stand in problems.md; the first match counts. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'

/**
 * The app that signs in: its key, its secret, its policies. `invalid_grant` is told apart by its description.
 */
export const app: readonly (Signs | Problem)[] = [
  { id: 'salesforce-no-run-as-user', patterns: [/no client credentials user/i] },
  { id: 'salesforce-not-my-domain', patterns: [/request not supported on this domain/i] },
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
  { id: 'salesforce-app-not-approved', patterns: [/user hasn.t approved this consumer/i] },
  { id: 'salesforce-jwt-audience', patterns: [/audience (is invalid|validation failed)/i] },
  { id: 'salesforce-jwt-assertion', patterns: [/invalid assertion|assertion (is )?expired/i] },
  { id: 'salesforce-token-expired', patterns: [/expired access\/refresh token/i] },
  { id: 'salesforce-grant-not-supported', codes: ['unsupported_grant_type'], patterns: [/grant type not supported/i] },
]

/**
 * What the token endpoint refuses. `invalid_grant` has many causes: the connector tells them apart by the description.
 */
export const signIn: readonly (Signs | Problem)[] = [
  {
    id: 'salesforce-password-expired',
    codes: ['INVALID_OPERATION_WITH_EXPIRED_PASSWORD'],
    patterns: [/users? password has expired/i, /INVALID_OPERATION_WITH_EXPIRED_PASSWORD/],
  },
  {
    id: 'salesforce-login-restricted',
    codes: ['LOGIN_DURING_RESTRICTED_DOMAIN', 'LOGIN_DURING_RESTRICTED_TIME'],
    patterns: [/ip restricted|invalid login hours|LOGIN_DURING_RESTRICTED_/i],
  },
  { id: 'salesforce-invalid-password', patterns: [/authentication failure|Invalid Password/i] },
  { id: 'salesforce-inactive-integration-user', patterns: [/"?inactive user"?/i] },
  { id: 'salesforce-invalid-grant', codes: ['invalid_grant'] },
  {
    id: 'salesforce-soap-login',
    codes: ['INVALID_LOGIN', 'LOGIN_MUST_USE_SECURITY_TOKEN', 'ORG_LOCKED', 'PASSWORD_LOCKOUT'],
    patterns: [/INVALID_LOGIN|LOGIN_MUST_USE_SECURITY_TOKEN/],
  },
  { id: 'salesforce-wrong-login-address' },
  {
    id: 'salesforce-session-refused',
    codes: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'],
    patterns: [/Session expired or invalid|not valid for use with the REST API/i],
  },
  {
    id: 'salesforce-api-disabled',
    codes: ['API_DISABLED_FOR_ORG', 'API_CURRENTLY_DISABLED'],
    patterns: [/API is not enabled for this (Organization|User)/i],
  },
]

/**
 * What keeps every lead out: rights, mapping, quotas, and the org itself.
 */
export const org: readonly (Signs | Problem)[] = [
  {
    id: 'salesforce-request-limit',
    codes: ['REQUEST_LIMIT_EXCEEDED', 'API_SHARE_USED'],
    patterns: [/(TotalRequests|Concurrent\w{1,40}).{0,40} Limit exceeded/i],
  },
  {
    id: 'salesforce-insufficient-access',
    codes: ['INSUFFICIENT_ACCESS', 'INSUFFICIENT_ACCESS_OR_READONLY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'],
    patterns: [/INSUFFICIENT_ACCESS/],
  },
  {
    id: 'salesforce-cross-reference',
    codes: ['INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED', 'MALFORMED_ID'],
    patterns: [/invalid cross reference id/i, /entity is deleted/i],
  },
  {
    id: 'salesforce-unknown-field',
    codes: ['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    patterns: [/No such column '.{1,100}' on (sobject of type|entity '?)\s*Lead/i, /Unable to create\/update fields/i],
  },
  { id: 'salesforce-object-hidden', codes: ['INVALID_TYPE'], patterns: [/sObject type '?Lead'? is not supported/i] },
  { id: 'salesforce-wrong-value-type', codes: ['JSON_PARSER_ERROR'], patterns: [/Cannot deserialize instance of/i] },
  {
    id: 'salesforce-not-found',
    codes: ['NOT_FOUND', 'UNSUPPORTED_API_VERSION'],
    patterns: [/The requested resource does not exist/i],
  },
  {
    id: 'salesforce-external-id-missing',
    patterns: [/Provided external ID field does not exist or is not accessible/i],
  },
  { id: 'salesforce-external-id-not-unique', codes: ['MULTIPLE_CHOICES', 'NOT_UNIQUE'] },
  { id: 'salesforce-required-field', codes: ['REQUIRED_FIELD_MISSING'], patterns: [/Required fields are missing/i] },
  {
    id: 'salesforce-inactive-owner',
    codes: ['INACTIVE_OWNER_OR_USER', 'TRANSFER_REQUIRES_READ'],
    patterns: [/operation performed with inactive user/i],
  },
  {
    id: 'salesforce-automation-failed',
    codes: ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_EXECUTE_FLOW_TRIGGER'],
    patterns: [/CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY|CANNOT_EXECUTE_FLOW_TRIGGER/],
  },
  { id: 'salesforce-automation-busy', patterns: [/Too many SOQL queries|CPU time limit/i] },
  { id: 'salesforce-storage-full', codes: ['STORAGE_LIMIT_EXCEEDED'], patterns: [/storage limit exceeded/i] },
  {
    id: 'salesforce-security-policy',
    codes: ['TXN_SECURITY_NO_ACCESS', 'TXN_SECURITY_TWO_FA_REQUIRED'],
    patterns: [/TXN_SECURITY_/],
  },
  { id: 'salesforce-web-page', patterns: [/URL No Longer Exists|Check that the org exists/i] },
]

/**
 * What the REST API refuses of one lead.
 */
export const lead: readonly (Signs | Problem)[] = [
  { id: 'salesforce-name-missing', patterns: [/Required fields are missing: \[(LastName|Company)/] },
  { id: 'salesforce-string-too-long', codes: ['STRING_TOO_LONG'], patterns: [/data value too large/i] },
  { id: 'salesforce-invalid-email', codes: ['INVALID_EMAIL_ADDRESS'], patterns: [/invalid email address/i] },
  {
    id: 'salesforce-validation-rule',
    codes: ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'FIELD_FILTER_VALIDATION_EXCEPTION'],
    patterns: [/FIELD_CUSTOM_VALIDATION_EXCEPTION|FIELD_FILTER_VALIDATION_EXCEPTION/],
  },
  {
    id: 'salesforce-country-picklist',
    codes: ['FIELD_INTEGRITY_EXCEPTION'],
    patterns: [/select a country.{0,40} from the list of valid countries/i, /problem with this (country|state)/i],
  },
  {
    id: 'salesforce-restricted-picklist',
    codes: ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    patterns: [/bad value for restricted picklist field/i],
  },
  {
    id: 'salesforce-duplicates-detected',
    codes: ['DUPLICATES_DETECTED'],
    patterns: [/DUPLICATES_DETECTED|creating a duplicate record/i],
  },
  { id: 'salesforce-duplicate-value', codes: ['DUPLICATE_VALUE'], patterns: [/duplicate value found/i] },
  {
    id: 'salesforce-converted-lead',
    codes: ['CANNOT_UPDATE_CONVERTED_LEAD'],
    patterns: [/cannot reference converted lead/i],
  },
  { id: 'salesforce-row-lock', codes: ['UNABLE_TO_LOCK_ROW'], patterns: [/unable to obtain exclusive access/i] },
  { id: 'salesforce-do-not-contact', codes: ['DO_NOT_CONTACT_UNWRITABLE'] },
  { id: 'salesforce-similar-lead', codes: ['SIMILAR_LEAD'] },
]

/**
 * What goes wrong after, or instead of, Web-to-Lead's "200 OK". Most of it is silent: these are found by `explain`.
 */
const webToLead: readonly (Signs | Problem)[] = [
  {
    id: 'salesforce-web-to-lead-refused',
    codes: ['common.exception.SalesforceGenericException', 'Exception'],
    patterns: [/Is-Processed: true\s+Exception/i],
  },
  { id: 'salesforce-web-to-lead-wrong-address', codes: ['NO_IS_PROCESSED', 'REDIRECT'] },
  { id: 'salesforce-daily-limit', codes: ['DAILY_LIMIT'], patterns: [/daily Web-to-Lead limit|500 Web-to-Lead/i] },
  {
    id: 'salesforce-required-picklist',
    patterns: [/(test )?lead does(n.t| not) appear/i, /mandatory .{0,100}pick ?list/i],
  },
  { id: 'salesforce-country-list', patterns: [/prepopulated lists|list of values for the Country field/i] },
  { id: 'salesforce-recaptcha', patterns: [/recaptcha/i] },
  { id: 'salesforce-lead-not-seen', patterns: [/accepted,? but (nobody|no one) sees/i] },
]

export const problems = readCatalogue(import.meta.dirname, [...app, ...signIn, ...org, ...lead, ...webToLead])
