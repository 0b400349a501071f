import { describe, expect, test } from 'vitest'
import { problems } from '../../../connectors/salesforce/problems.ts'
import { failureOf, type Operation } from '../../../connectors/salesforce/replies.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import type { HttpReply } from '../../../src/outside/http.ts'
import {
  collectionRefusal,
  documentedCodes,
  duplicatesDetected,
  jsonReply,
  type Reply,
  refusal,
  soapFault,
  webPage,
} from '../../far-ends/salesforce/replies.ts'

const now = new Date('2025-11-20T14:00:00Z')

const as = (reply: Reply): HttpReply => ({ status: reply.status, headers: reply.headers ?? {}, text: reply.body })
const told = (reply: Reply, operation: Operation = 'insert') => failureOf(as(reply), operation, now)

const table = [
  ['INVALID_SESSION_ID', 'configuration', 'session-refused'],
  ['INVALID_AUTH_HEADER', 'configuration', 'session-refused'],
  ['API_DISABLED_FOR_ORG', 'configuration', 'api-disabled'],
  ['API_CURRENTLY_DISABLED', 'configuration', 'api-disabled'],
  ['INSUFFICIENT_ACCESS', 'configuration', 'insufficient-access'],
  ['INSUFFICIENT_ACCESS_OR_READONLY', 'configuration', 'insufficient-access'],
  ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'configuration', 'insufficient-access'],
  ['INVALID_CROSS_REFERENCE_KEY', 'configuration', 'cross-reference'],
  ['ENTITY_IS_DELETED', 'configuration', 'record-deleted'],
  ['CANNOT_CASCADE_PRODUCT_ACTIVE', 'configuration', 'write-prevented'],
  ['INVALID_FIELD', 'configuration', 'unknown-field'],
  ['INVALID_FIELD_FOR_INSERT_UPDATE', 'configuration', 'unknown-field'],
  ['INVALID_TYPE', 'configuration', 'object-hidden'],
  ['JSON_PARSER_ERROR', 'configuration', 'wrong-value-type'],
  ['NOT_FOUND', 'configuration', 'external-id-missing'],
  ['REQUIRED_FIELD_MISSING', 'configuration', 'required-field'],
  ['INACTIVE_OWNER_OR_USER', 'configuration', 'inactive-owner'],
  ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'rejected', 'automation-failed'],
  ['CANNOT_EXECUTE_FLOW_TRIGGER', 'rejected', 'automation-failed'],
  ['STORAGE_LIMIT_EXCEEDED', 'configuration', 'storage-full'],
  ['TXN_SECURITY_NO_ACCESS', 'configuration', 'security-policy'],
  ['LOGIN_MUST_USE_SECURITY_TOKEN', 'configuration', 'soap-login'],
  ['PASSWORD_LOCKOUT', 'configuration', 'soap-login'],
  ['INVALID_OPERATION_WITH_EXPIRED_PASSWORD', 'configuration', 'password-expired'],
  ['LOGIN_DURING_RESTRICTED_DOMAIN', 'configuration', 'login-restricted'],
  ['LOGIN_DURING_RESTRICTED_TIME', 'configuration', 'login-restricted'],
  ['ORG_LOCKED', 'configuration', 'soap-login'],
  ['STRING_TOO_LONG', 'rejected', 'string-too-long'],
  ['INVALID_EMAIL_ADDRESS', 'rejected', 'invalid-email'],
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'rejected', 'validation-rule'],
  ['FIELD_FILTER_VALIDATION_EXCEPTION', 'rejected', 'validation-rule'],
  ['FIELD_INTEGRITY_EXCEPTION', 'rejected', 'country-picklist'],
  ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'rejected', 'restricted-picklist'],
  ['DUPLICATE_VALUE', 'rejected', 'duplicate-value'],
  ['CANNOT_UPDATE_CONVERTED_LEAD', 'rejected', 'converted-lead'],
  ['REQUEST_LIMIT_EXCEEDED', 'transient', 'request-limit'],
  ['UNABLE_TO_LOCK_ROW', 'transient', 'row-lock'],
  ['PROCESSING_HALTED', 'transient', 'rolled-back'],
  ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'transient', 'rolled-back'],
  ['SERVER_UNAVAILABLE', 'transient', 'unavailable'],
  ['UNKNOWN_EXCEPTION', 'uncertain', 'unknown-exception'],
  ['QUERY_TIMEOUT', 'transient', 'query-timeout'],
  ['REQUEST_RUNNING_TOO_LONG', 'uncertain', 'request-too-long'],
  ['TXN_SECURITY_TWO_FA_REQUIRED', 'configuration', 'security-policy'],
  ['MALFORMED_ID', 'configuration', 'malformed-id'],
  ['UNSUPPORTED_API_VERSION', 'configuration', 'api-version'],
  ['TRANSFER_REQUIRES_READ', 'configuration', 'inactive-owner'],
] as [code: string, kind: string, problem: string][]

/** Codes that the connector gives itself, and those of Web-to-Lead. */
const ofTheHub = [
  'API_SHARE_USED',
  'DAILY_LIMIT',
  'DO_NOT_CONTACT_UNWRITABLE',
  'Exception',
  'NOT_UNIQUE',
  'NO_IS_PROCESSED',
  'REDIRECT',
  'SIMILAR_LEAD',
  'UNREADABLE',
  'common.exception.SalesforceGenericException',
]

describe('what an error code means', () => {
  test.for(table)('%s is %s, in the envelope of a record and of a collection', ([code, kind, problem]) => {
    for (const reply of [refusal(code), collectionRefusal(code)]) {
      const { class: found, detail } = told(reply)
      expect([found, detail.code, detail.status]).toEqual([kind, code, reply.status])
      expect(detail.excerpt).toBe(reply.body)
      expect(findProblem(problems, detail)?.id).toBe(`salesforce-${problem}`)
    }
  })

  test('is tested for every code that the far end or an entry with a class has', () => {
    const tested = [
      ...table.map(([code]) => code),
      'DUPLICATES_DETECTED',
      'INVALID_LOGIN',
      'MULTIPLE_CHOICES',
      ...ofTheHub,
    ]
    const known = problems.flatMap(({ class: kind, codes = [] }) => (kind ? codes : []))
    expect([...documentedCodes, ...known].filter((code) => !tested.includes(code))).toEqual([])
  })

  test('is the same for a row lock, whatever the status', () => {
    expect(told(refusal('UNABLE_TO_LOCK_ROW', { status: 500 })).class).toBe('transient')
  })

  test('is told by the fault a person must act on when there are several', () => {
    const faults = ['UNABLE_TO_LOCK_ROW', 'STRING_TOO_LONG', 'INVALID_FIELD'].map((errorCode) => ({
      errorCode,
      message: '',
      fields: [],
    }))
    expect(told(jsonReply(400, faults)).detail.code).toBe('INVALID_FIELD')
    expect(told(jsonReply(400, faults.slice(0, 2))).detail.code).toBe('STRING_TOO_LONG')
  })
})

describe('an unknown code', () => {
  test.for([
    ["No such column 'Offer__c' on sobject of type Lead", 'configuration', 'unknown-field'],
    ['insufficient access rights on cross-reference id: INSUFFICIENT_ACCESS', 'configuration', 'insufficient-access'],
    ['Required fields are missing: [Region__c]', 'configuration', 'required-field'],
    ['Required fields are missing: [LastName]', 'rejected', 'name-missing'],
    ['storage limit exceeded', 'configuration', 'storage-full'],
    ['unable to obtain exclusive access to this record or 1 records', 'transient', 'row-lock'],
    ['Session expired or invalid', 'configuration', 'session-refused'],
    ['Email: invalid email address: a@b', 'rejected', 'invalid-email'],
    ['Apex CPU time limit exceeded', 'transient', 'automation-busy'],
    ['words that are not known either', 'rejected', undefined],
  ] as const)('with the words %j is %s', ([message, kind, problem]) => {
    const { class: found, detail } = told(refusal('SOMETHING_NEW', { message }))
    expect([found, detail.code]).toEqual([kind, 'SOMETHING_NEW'])
    expect(findProblem(problems, detail)?.id).toBe(problem && `salesforce-${problem}`)
  })
})

test('an expired password is no matter of scopes, whatever the status', () => {
  const message = 'The users password has expired, you must call SetPassword before attempting any other API operations'
  for (const status of [400, 401, 403, 500]) {
    const { class: kind, detail } = told(refusal('INVALID_OPERATION_WITH_EXPIRED_PASSWORD', { status, message }))
    const problem = findProblem(problems, detail)
    expect([kind, problem?.id]).toEqual(['configuration', 'salesforce-password-expired'])
    expect(problem?.remedy.join(' ')).toMatch(/Reset Password/)
  }
})

describe('where the code alone does not say', () => {
  test('a used-up day rests the destination for a quarter of an hour', () => {
    const { class: kind, detail } = told(refusal('REQUEST_LIMIT_EXCEEDED'))
    expect([kind, detail.everyLead, detail.retryAt]).toEqual(['transient', true, new Date('2025-11-20T14:15:00Z')])
  })

  test('too many requests at once rest it for seconds', () => {
    const message = 'ConcurrentPerOrgLongTxn Limit exceeded.'
    const { detail } = told(refusal('REQUEST_LIMIT_EXCEEDED', { message }))
    expect([detail.everyLead, detail.retryAt]).toEqual([true, new Date('2025-11-20T14:00:30Z')])
  })

  test('a missing name or company is this lead’s fault', () => {
    for (const fields of [['LastName'], ['Company'], ['LastName', 'Company']]) {
      expect(told(refusal('REQUIRED_FIELD_MISSING', { fields })).class).toBe('rejected')
    }
    expect(told(refusal('REQUIRED_FIELD_MISSING', { fields: ['LastName', 'Region__c'] })).class).toBe('configuration')
    expect(told(refusal('REQUIRED_FIELD_MISSING', { fields: [] })).class).toBe('configuration')
  })

  test('a restricted Lead Source would refuse every lead', () => {
    const fields = ['LeadSource']
    expect(told(refusal('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', { fields })).class).toBe('configuration')
  })

  test.for(['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_EXECUTE_FLOW_TRIGGER'])(
    '%s passes when a limit or lock was hit',
    (code) => {
      for (const why of [
        'UNABLE_TO_LOCK_ROW',
        'System.LimitException: Too many SOQL queries: 101',
        'Apex CPU time limit exceeded',
      ]) {
        const { class: kind, detail } = told(refusal(code, { message: `LeadTrigger: ${why}` }))
        expect([kind, detail.problem]).toEqual(['transient', 'salesforce-automation-busy'])
      }
    },
  )

  test('an external id field that is not there is told from a resource that is not', () => {
    expect(told(refusal('NOT_FOUND'), 'upsert').detail.problem).toBe('salesforce-external-id-missing')
    const message = 'The requested resource does not exist'
    expect(told(refusal('NOT_FOUND', { message })).detail.problem).toBe('salesforce-not-found')
  })

  test('an unknown exception leaves an insert in doubt, but not what a repeat cannot double', () => {
    expect(told(refusal('UNKNOWN_EXCEPTION'), 'insert').class).toBe('uncertain')
    expect(told(refusal('UNKNOWN_EXCEPTION'), 'upsert').class).toBe('transient')
    expect(told(refusal('UNKNOWN_EXCEPTION'), 'read').class).toBe('transient')
  })

  test('a request that ran too long leaves an insert in doubt', () => {
    const reply = refusal('REQUEST_RUNNING_TOO_LONG', { status: 503 })
    expect(told(reply, 'insert').class).toBe('uncertain')
    expect(told(reply, 'upsert').class).toBe('transient')
    expect(told(reply, 'read').class).toBe('transient')
  })

  test('a duplicate, in either spelling, is rejected unless the settings say otherwise', () => {
    expect(told(duplicatesDetected('00Q5g00000AbCdEEAV')).class).toBe('rejected')
  })
})

const envoy = 'upstream connect error or disconnect/reset before headers. reset reason: connection termination'
const bare = (status: number, headers: Record<string, string> = {}): Reply => ({ status, headers, body: '' })

describe('where there is no code', () => {
  test.for([
    [bare(500), 'insert', 'uncertain', 'HTTP_500'],
    [bare(500), 'upsert', 'transient', 'HTTP_500'],
    [bare(502), 'insert', 'uncertain', 'HTTP_502'],
    [bare(502), 'upsert', 'transient', 'HTTP_502'],
    [webPage(502), 'insert', 'uncertain', 'HTTP_502'],
    [bare(503), 'insert', 'uncertain', 'HTTP_503'],
    [bare(503), 'upsert', 'transient', 'HTTP_503'],
    [{ ...bare(503), body: envoy }, 'insert', 'uncertain', 'HTTP_503'],
    [{ ...bare(503, { 'retry-after': '9' }), body: envoy }, 'insert', 'uncertain', 'HTTP_503'],
    [bare(503, { 'retry-after': '9' }), 'insert', 'transient', 'HTTP_503'],
    [bare(408), 'insert', 'uncertain', 'HTTP_408'],
    [bare(408), 'upsert', 'transient', 'HTTP_408'],
    [jsonReply(503, [{ errorCode: 'SOMETHING_NEW', message: '' }]), 'insert', 'uncertain', 'SOMETHING_NEW'],
    [bare(504), 'insert', 'uncertain', 'HTTP_504'],
    [bare(504), 'upsert', 'transient', 'HTTP_504'],
    [bare(429), 'insert', 'transient', 'HTTP_429'],
    [bare(420), 'insert', 'configuration', 'HTTP_420'],
    [bare(401), 'insert', 'configuration', 'INVALID_SESSION_ID'],
    [bare(403), 'insert', 'configuration', 'HTTP_403'],
    [bare(301), 'insert', 'configuration', 'HTTP_301'],
    [bare(200), 'insert', 'uncertain', 'HTTP_200'],
    [bare(204), 'insert', 'uncertain', 'HTTP_204'],
    [bare(201), 'insert', 'uncertain', 'HTTP_201'],
    [bare(200), 'read', 'transient', 'UNREADABLE'],
    [bare(400), 'read', 'configuration', 'HTTP_400'],
    [webPage(200), 'insert', 'configuration', 'HTML_200'],
    [webPage(404), 'insert', 'configuration', 'HTML_404'],
    [webPage(420), 'insert', 'configuration', 'HTML_420'],
    [webPage(503), 'insert', 'uncertain', 'HTTP_503'],
    [webPage(500), 'insert', 'uncertain', 'HTTP_500'],
    [jsonReply(300, ['/services/data/v62.0/sobjects/Lead/00Q1']), 'upsert', 'configuration', 'MULTIPLE_CHOICES'],
    [jsonReply(400, [{ errorCode: 'SOMETHING_NEW', message: 'never seen' }]), 'insert', 'rejected', 'SOMETHING_NEW'],
    [
      jsonReply(403, [{ errorCode: 'SOMETHING_NEW', message: 'never seen' }]),
      'insert',
      'configuration',
      'SOMETHING_NEW',
    ],
    [jsonReply(201, { id: '', success: true, errors: [] }), 'insert', 'uncertain', 'HTTP_201'],
    [soapFault('SERVER_UNAVAILABLE'), 'insert', 'transient', 'SERVER_UNAVAILABLE'],
  ] as [Reply, Operation, string, string][])('%j to an %s is %s', ([reply, operation, kind, code]) => {
    const { class: found, detail } = told(reply, operation)
    expect([found, detail.code, detail.status]).toEqual([kind, code, reply.status])
  })

  test('Retry-After is passed on', () => {
    expect(told(bare(503, { 'retry-after': '120' })).detail.retryAt).toEqual(new Date('2025-11-20T14:02:00Z'))
  })
})
