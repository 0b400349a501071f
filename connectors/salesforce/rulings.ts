/**
 * What each error code of the REST API means for a lead. Codes: "Core Data Types: StatusCode" and "ExceptionCode",
 * developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 */
import type { FailureClass } from '../../src/failure.ts'
import { app, lead, org, signIn } from './problems.ts'

export interface Ruling {
  class: FailureClass
  say: string
  /** Id of the catalogue entry, without its `salesforce-`; where one code has several. */
  problem?: string
}

const configuration = (say: string): Ruling => ({ class: 'configuration', say })
const rejected = (say: string): Ruling => ({ class: 'rejected', say })
const transient = (say: string): Ruling => ({ class: 'transient', say })

const session = configuration('Salesforce refuses the session it has just granted; check the app’s scopes and policies')
const noApi = configuration('This Salesforce edition or user has no API access; use an edition and a profile that have')
const access = configuration('The integration user lacks a permission; grant it in a permission set')
const reference = configuration('A fixed id in the mapping (owner, record type, campaign) does not fit this org')
const mapping = configuration('The mapping names a field that Lead lacks, or that the integration user may not write')
const validation = rejected('A validation rule of the org refuses this lead; see the rule’s own words')
const list = rejected('A value is not in the field’s restricted picklist')
const automation = configuration('The org’s set-up or its automation prevents leads from being written')
const automationFailed: Ruling = {
  ...rejected('A flow or trigger of the org failed on this lead; see its own words'),
  problem: 'automation-failed',
}
const locked = configuration('Salesforce does not let the integration user sign in')
const restricted = configuration('The integration user may not sign in from this address, or at this hour')
const expiredPassword = configuration('The password of the integration user has expired; reset it')
const security = configuration('A transaction security policy of the org blocks the hub')
const innocent = transient('The lead was rolled back with others; it will be sent again alone')

export const rulings = new Map<string, Ruling>([
  ['INVALID_SESSION_ID', session],
  ['INVALID_AUTH_HEADER', session],
  ['API_DISABLED_FOR_ORG', noApi],
  ['API_CURRENTLY_DISABLED', noApi],
  ['INVALID_CROSS_REFERENCE_KEY', reference],
  ['ENTITY_IS_DELETED', reference],
  ['INVALID_FIELD', mapping],
  ['INVALID_FIELD_FOR_INSERT_UPDATE', mapping],
  ['INVALID_TYPE', configuration('The Lead object is not visible to the integration user')],
  ['JSON_PARSER_ERROR', configuration('A mapped value has the wrong type for its field')],
  ['NOT_FOUND', configuration('Salesforce knows no such resource or external id field; check both')],
  ['MULTIPLE_CHOICES', configuration('Several leads carry the same external id; make the field unique')],
  ['REQUIRED_FIELD_MISSING', configuration('The org requires a field that the mapping does not fill')],
  ['STRING_TOO_LONG', rejected('A value is longer than its field')],
  ['INVALID_EMAIL_ADDRESS', rejected('Salesforce does not take this e-mail address')],
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', validation],
  ['FIELD_FILTER_VALIDATION_EXCEPTION', validation],
  ['FIELD_INTEGRITY_EXCEPTION', rejected('Country or state is not in the org’s list')],
  ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', list],
  ['INACTIVE_OWNER_OR_USER', configuration('The lead would go to a user who is no longer active')],
  ['DUPLICATES_DETECTED', rejected('A duplicate rule of the org found a similar record and blocks the lead')],
  ['DUPLICATE_VALUE', rejected('Another record has the same value in a unique field')],
  ['CANNOT_UPDATE_CONVERTED_LEAD', rejected('The lead has been converted and cannot be written any more')],
  ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', automationFailed],
  ['CANNOT_EXECUTE_FLOW_TRIGGER', automationFailed],
  ['MALFORMED_ID', reference],
  ['UNSUPPORTED_API_VERSION', configuration('The org does not know the API version; set apiVersion')],
  ['TRANSFER_REQUIRES_READ', configuration('The lead would go to a user who may not read leads')],
  ['QUERY_TIMEOUT', transient('A query ran too long inside Salesforce, and the request was refused')],
  ['UNABLE_TO_LOCK_ROW', transient('A row is locked by another change in the org')],
  ['PROCESSING_HALTED', innocent],
  ['ALL_OR_NONE_OPERATION_ROLLED_BACK', innocent],
  ['STORAGE_LIMIT_EXCEEDED', configuration('The org’s data storage is full')],
  ['LOGIN_MUST_USE_SECURITY_TOKEN', locked],
  ['PASSWORD_LOCKOUT', locked],
  ['LOGIN_DURING_RESTRICTED_DOMAIN', restricted],
  ['LOGIN_DURING_RESTRICTED_TIME', restricted],
  ['INVALID_OPERATION_WITH_EXPIRED_PASSWORD', expiredPassword],
  ['ORG_LOCKED', locked],
  ['INVALID_LOGIN', locked],
  ['SERVER_UNAVAILABLE', transient('Salesforce is not available now')],
])

const families: [RegExp, Ruling][] = [
  [/^INSUFFICIENT_ACCESS/, access],
  [/^CANNOT_/, { ...automation, problem: 'automation-failed' }],
  [/^TXN_SECURITY_/, security],
]

/** Entries of the catalogue that no code names. */
const ofProblems: Readonly<Record<string, Ruling>> = {
  'salesforce-name-missing': rejected('The lead lacks a last name or a company'),
  'salesforce-external-id-missing': configuration('The external id field does not exist, or is hidden'),
  'salesforce-automation-busy': transient('The org’s automation ran into a passing limit'),
}

/** For a code that is not known here: what its words mean elsewhere. */
export function rulingByWords(message: string): Ruling | undefined {
  for (const { id, codes = [], patterns = [] } of [...lead, ...org, ...app, ...signIn]) {
    if (!patterns.some((pattern) => pattern.test(message))) continue
    const ruling = ofProblems[id] ?? codes.map(rulingFor).find(Boolean)
    if (ruling) return { ...ruling, problem: id.replace('salesforce-', '') }
  }
}

export function rulingFor(code: string): Ruling | undefined {
  return rulings.get(code) ?? families.find(([pattern]) => pattern.test(code))?.[1]
}
