import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { faultFailure, httpFailure } from '../../../connectors/marketo/replies.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import type { FailureClass } from '../../../src/failure.ts'
import { type Marketo, startMarketo } from '../../far-ends/marketo.ts'
import { failureOf, type Opened, openMarketo } from './opened.ts'

// Code and words as on Adobe's error-codes page; the class in mode sync; the class where a repeat logs an activity.
const calls: [code: string, message: string, sync: FailureClass, form?: FailureClass][] = [
  ['502', 'Bad Gateway', 'transient', 'uncertain'],
  ['600', 'Access token not specified', 'configuration'],
  ['601', 'Access token invalid', 'configuration'],
  ['602', 'Access token expired', 'configuration'],
  ['603', 'Access denied', 'configuration'],
  ['604', 'Request time-out', 'uncertain'],
  ['605', 'HTTP Method not supported', 'configuration'],
  ['606', "Max rate limit '100' exceeded with in '20' secs", 'transient'],
  ['607', 'Daily quota reached', 'transient'],
  ['608', 'API Temporarily Unavailable', 'transient'],
  ['609', 'Invalid JSON', 'configuration'],
  ['610', 'Requested resource not found', 'configuration'],
  ['611', 'System error', 'transient', 'uncertain'],
  ['612', 'Invalid Content Type', 'configuration'],
  ['613', 'Invalid Multipart Request', 'configuration'],
  ['614', 'Invalid Subscription', 'transient'],
  ['615', 'Concurrent access limit reached', 'transient'],
  ['616', 'Invalid subscription type', 'configuration'],
  ['701', 'email cannot be blank', 'rejected'],
  ['703', 'The feature is not enabled for the subscription', 'configuration'],
  ['709', 'Business Rule Violation', 'rejected'],
  ['710', 'Parent Folder Not Found', 'configuration'],
  ['711', 'Incompatible Folder Type', 'configuration'],
  ['713', 'Transient Error', 'transient'],
  ['718', 'ExternalSalesPersonID not found', 'configuration'],
  ['719', 'Lock wait timeout exception', 'transient'],
  ['1001', "Invalid value 'x'. Required of type 'integer'", 'rejected'],
  ['1002', "Missing value for the required parameter 'email'", 'rejected'],
  ['1003', 'Invalid data', 'rejected'],
  ['1003', 'Leads not specified', 'configuration'],
  ['1003', 'Invalid request', 'configuration'],
  ['1006', "Field 'azureAction' not found", 'configuration'],
  ['1011', "Field 'firstName' not supported", 'configuration'],
  ['1013', 'Object not found', 'configuration'],
  ['1016', 'Too many imports', 'transient'],
  ['1018', 'CRM Enabled', 'configuration'],
  ['1019', 'Import in progress', 'transient'],
  ['1025', 'Program status not found', 'configuration'],
  ['1029', 'Too many jobs in queue', 'transient'],
  ['1035', 'Unsupported filter type', 'configuration'],
  ['1014', 'Failed to create Object', 'rejected'],
  ['1022', 'Object in use', 'rejected'],
  ['1076', 'Merge Lead call with mergeInCRM flag is 4', 'rejected'],
  ['1077', "Merge Lead call failed due to 'SFDC Field' length", 'rejected'],
  ['1080', 'Person is not found', 'rejected'],
  ['9999', 'Something new', 'uncertain'],
]

const records: [code: string, message: string, failureClass: FailureClass][] = [
  ['701', 'email cannot be blank', 'rejected'],
  ['1001', "Invalid value 'x'. Required of type 'integer'", 'rejected'],
  ['1002', "Missing value for the required parameter 'email'", 'rejected'],
  ['1003', 'Invalid data', 'rejected'],
  ['1004', 'Lead not found', 'rejected'],
  ['1006', "Field 'azureAction' not found", 'configuration'],
  ['1007', 'Multiple lead match lookup criteria', 'rejected'],
  ['1008', "Access denied to partition 'Europe'", 'configuration'],
  ['1009', 'Partition name must be specified', 'configuration'],
  ['1010', 'Partition update not allowed', 'rejected'],
  ['1011', "Field 'firstName' not supported", 'configuration'],
  ['1013', 'Object not found', 'configuration'],
  ['1018', 'CRM Enabled', 'configuration'],
  ['1021', 'Company update not allowed', 'rejected'],
  ['1025', 'Program status not found', 'configuration'],
  ['1035', 'Unsupported filter type', 'configuration'],
  ['1036', 'Duplicate object found in input', 'transient'],
  ['9999', 'Something new', 'rejected'],
]

describe.for(['sync', 'form'] as const)('what Marketo answers means in mode %s', (mode) => {
  let farEnd: Marketo
  let opened: Opened

  beforeAll(async () => {
    farEnd = await startMarketo({ mode, limits: { calls: 100_000 } })
    // A clock that runs fast, so that the pace never waits.
    let at = Date.parse('2026-07-15T18:00:00Z')
    opened = openMarketo(farEnd, { now: () => new Date((at += 1_000)) })
    await opened.deliver()
  })
  afterEach(() => farEnd.calm())
  afterAll(async () => {
    opened.tools.http.close()
    await farEnd.close()
  })

  test.for(calls)('the call fails with %s %s', async ([code, message, sync, form]) => {
    farEnd.refuse(code, message)
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect(failureClass).toBe(mode === 'sync' ? sync : (form ?? sync))
    expect(detail).toMatchObject({ code, status: 200 })
    expect(detail.excerpt).toContain(message)
  })

  test.for(records)('the record is skipped for %s %s', async ([code, message, expected]) => {
    farEnd.skip(code, message)
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.code]).toEqual([expected, code])
  })

  test('an unknown code with known words means what the words mean', async () => {
    farEnd.refuse('9998', "Field 'azureAction' not found")
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.code]).toEqual(['configuration', '9998'])
    expect(findProblem(marketo.problems, detail)?.id).toBe('marketo-field-not-found')
  })

  test('1005, already there, is delivery', async () => {
    farEnd.skip('1005', 'Lead already exists')
    expect((await opened.deliver()).outcome).toBe('already-there')
  })

  test.for([
    [
      'no status but reasons, as in the push sample',
      { id: 3525, reasons: [{ code: '1007', message: '' }] },
      'rejected',
    ],
    [
      'no status but a reason among those of records',
      { id: 3525, reasons: [{ code: '1076', message: 'Merge Leads call with mergeInCRM flag is 4' }] },
      'rejected',
    ],
    ['no status but one reason of a record', { reason: { code: '1022', message: 'Object in use' } }, 'rejected'],
    [
      'no status but a field that is not there',
      { reasons: [{ code: '1006', message: "Field 'offer' not found" }] },
      'configuration',
    ],
    [
      'no status and an unknown reason',
      { id: 3525, reasons: [{ code: '501', message: 'Bad stuff happened' }] },
      'uncertain',
    ],
    ['one reason, as in the schema', { reason: { code: '1007', message: '' }, status: 'skipped' }, 'rejected'],
    ['skipped without a reason', { status: 'skipped' }, 'rejected'],
    ['an id but no status', { id: 3525 }, 'uncertain'],
    ['created, but no id', { status: 'created' }, 'uncertain'],
    ['an unknown status', { id: 3525, status: 'queued' }, 'uncertain'],
  ] as const)('a record with %s', async ([, record, expected]) => {
    farEnd.answer('write', { status: 200, body: JSON.stringify({ requestId: 'a', success: true, result: [record] }) })
    expect((await failureOf(opened.deliver())).class).toBe(expected)
  })

  test.for([
    ['success without a record', { success: true, result: [] }],
    ['success without a result', { success: true }],
    ['no success and no error', { success: false }],
    ['no success and no errors in the list', { success: false, errors: [] }],
    ['JSON that is not Marketo’s', { status: 'ok' }],
  ] as const)('%s proves nothing', async ([, body]) => {
    farEnd.answer('write', { status: 200, body: JSON.stringify(body) })
    expect((await failureOf(opened.deliver())).class).toBe('uncertain')
  })

  test.for([
    [413, 'rejected', 'rejected'],
    [500, 'uncertain', 'uncertain'],
    [502, 'uncertain', 'uncertain'],
    [503, 'transient', 'uncertain'],
    [408, 'uncertain', 'uncertain'],
    [504, 'uncertain', 'uncertain'],
    [429, 'transient', 'transient'],
    [302, 'configuration', 'configuration'],
    [404, 'configuration', 'configuration'],
  ] as const)('HTTP %i', async ([status, sync, form]) => {
    farEnd.answer('write', { status, body: '<html>no</html>' })
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.status]).toEqual([mode === 'sync' ? sync : form, status])
  })
})

describe('the clock in a failure', () => {
  const about = { kind: 'upsert', now: new Date('2026-07-15T18:00:00Z'), status: 200, text: '' } as const
  const fault = (code: string, more = {}) => faultFailure({ code, message: '' }, { ...about, ...more }).detail

  test('606 pauses every lead for 20 seconds, 615 for five, 607 until midnight US Central', () => {
    expect(fault('606')).toMatchObject({ everyLead: true, retryAt: new Date('2026-07-15T18:00:20Z') })
    expect(fault('615')).toMatchObject({ everyLead: true, retryAt: new Date('2026-07-15T18:00:05Z') })
    expect(fault('607')).toMatchObject({ everyLead: true, retryAt: new Date('2026-07-16T05:00:00Z') })
    expect(fault('608')).toMatchObject({ retryAt: undefined })
  })

  test('614 becomes a configuration failure after four hours', () => {
    const lasting = (hours: number) =>
      faultFailure({ code: '614', message: '' }, { ...about, unreachable: hours * 3_600_000 }).class
    expect([lasting(0), lasting(3.9), lasting(4.1)]).toEqual(['transient', 'transient', 'configuration'])
  })

  test('a read has no lead to blame', () => {
    expect(faultFailure({ code: '1003', message: '' }, { ...about, kind: 'read' }).class).toBe('configuration')
    expect(httpFailure({ status: 400, headers: {}, text: '' }, { kind: 'read', now: about.now }).class).toBe(
      'configuration',
    )
  })
})

describe('the catalogue', () => {
  const about = { kind: 'upsert', now: new Date(), status: 200, text: '' } as const
  const unknown = ['1014', '1022', '1076', '1077', '1080', '9999']
  const known = [...calls, ...records].filter(([code]) => !unknown.includes(code))

  test.for(known)('has an entry for %s %s, found by its code', ([code, message]) => {
    const { detail } = faultFailure({ code, message }, about)
    const problem = findProblem(marketo.problems, detail)
    expect(problem?.codes?.includes(code) || problem?.id === 'marketo-malformed-request').toBe(true)
  })

  test('gives every entry a class, except for the retired Server ID', () => {
    const without = marketo.problems.filter((problem) => !problem.class)
    expect(without.map(({ id }) => id)).toEqual(['marketo-server-id-retired'])
  })

  test('reads a code of ours or of the sign-in as unknown when a call names it', () => {
    expect(faultFailure({ code: 'unauthorized', message: '' }, about).class).toBe('uncertain')
  })

  test('reads an unknown code by the patterns, not by the short sentences', () => {
    expect(faultFailure({ code: '9998', message: 'Internal: access denied' }, about).class).toBe('uncertain')
  })

  test.for([
    ['The marketo connector has been restored. Please update your configurations', 'marketo-server-id-retired'],
    ["Field 'azureAction' not found", 'marketo-field-not-found'],
    ["Access denied to partition 'Europe'", 'marketo-partition-denied'],
    ['{"error":"unauthorized","error_description":"No client with requested id: x"}', 'marketo-bad-client-credentials'],
    ['Multiple lead match lookup criteria', 'marketo-duplicate-persons'],
    ['Access token not specified', 'marketo-token-missing'],
  ] as const)('knows the words %s', ([excerpt, id]) => {
    expect(findProblem(marketo.problems, { message: '', excerpt })?.id).toBe(id)
  })
})
