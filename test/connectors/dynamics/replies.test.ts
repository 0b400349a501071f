import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { dynamics } from '../../../connectors/dynamics/index.ts'
import { codeOf } from '../../../connectors/dynamics/replies.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { type RefusalName, refusals } from '../../far-ends/dataverse/refusals.ts'
import { type Dynamics, failed, lead, startDynamics } from './far-end.ts'

let far: Dynamics
beforeAll(async () => {
  far = await startDynamics()
})
afterEach(() => far.calm())
afterAll(() => far.close())

type Row = [name: RefusalName, class_: string, code: string, problem: string | undefined]

const rows: Row[] = [
  ['versionMismatch', 'transient', '0x80060882', 'dynamics-record-changed'],
  ['versionMismatchWithoutCode', 'transient', 'HTTP_412', 'dynamics-record-changed'],
  ['alternateKey', 'rejected', '0x80060892', 'dynamics-alternate-key'],
  ['duplicateRule', 'rejected', '0x80040333', 'dynamics-duplicate-rule'],
  ['duplicateRuleAsDocumented', 'rejected', '0x80040333', 'dynamics-duplicate-rule'],
  ['requests', 'transient', '0x80072322', 'dynamics-service-protection'],
  ['requestsDecimal', 'transient', '0x80072322', 'dynamics-service-protection'],
  ['executionTime', 'transient', '0x80072321', 'dynamics-service-protection'],
  ['executionTimeDecimal', 'transient', '0x80072321', 'dynamics-service-protection'],
  ['concurrent', 'transient', '0x80072326', 'dynamics-service-protection'],
  ['concurrentDecimal', 'transient', '0x80072326', 'dynamics-service-protection'],
  ['privilegeDenied', 'configuration', '0x80040220', 'dynamics-missing-privilege'],
  ['accessCheck', 'configuration', '0x80048306', 'dynamics-missing-privilege'],
  ['checkPrivilege', 'configuration', '0x80040299', 'dynamics-missing-privilege'],
  ['secLibWithoutCode', 'configuration', 'HTTP_400', 'dynamics-missing-privilege'],
  ['noRoles', 'configuration', '0x80042f09', 'dynamics-no-role'],
  ['noRolesWithoutCode', 'configuration', 'HTTP_500', 'dynamics-no-role'],
  ['columnPermission', 'configuration', '0x8004f502', 'dynamics-missing-column-permission'],
  ['userNotMember', 'configuration', '0x80072560', 'dynamics-user-not-member'],
  ['userDisabled', 'configuration', '0x80040225', 'dynamics-user-disabled'],
  ['tooLong', 'rejected', '0x80044331', 'dynamics-value-too-long'],
  ['optionRange', 'rejected', '0x8004431a', 'dynamics-option-value'],
  ['unknownProperty', 'configuration', '0x80060888', 'dynamics-unknown-field'],
  ['unknownPropertyOld', 'configuration', 'HTTP_400', 'dynamics-unknown-field'],
  ['invalidProperty', 'configuration', 'HTTP_400', 'dynamics-unknown-field'],
  ['unknownSegment', 'configuration', '0x8006088a', 'dynamics-no-lead-table'],
  ['unknownSegmentByOtherCode', 'configuration', '0x80060888', 'dynamics-no-lead-table'],
  ['unknownSegmentWithoutCode', 'configuration', 'HTTP_404', 'dynamics-no-lead-table'],
  ['unknownCodeKnownWords', 'configuration', '0x80099998', 'dynamics-unknown-field'],
  ['payload', 'configuration', '0x80048d19', 'dynamics-unknown-field'],
  ['keyNotFound', 'configuration', '0x80060891', 'dynamics-reference-not-found'],
  ['doesNotExist', 'configuration', '0x80040217', 'dynamics-reference-not-found'],
  ['doesNotExistWithoutCode', 'configuration', 'HTTP_404', 'dynamics-reference-not-found'],
  ['plugIn', 'rejected', '0x80040265', 'dynamics-plug-in'],
  ['sql', 'uncertain', '0x80044150', 'dynamics-failed-inside'],
  ['unexpected', 'uncertain', '0x80040216', 'dynamics-failed-inside'],
  ['readOnly', 'configuration', '0x80048544', 'dynamics-environment-closed'],
  ['administrationMode', 'configuration', 'HTTP_503', 'dynamics-environment-closed'],
  ['storageFull', 'configuration', 'HTTP_403', 'dynamics-environment-closed'],
  ['unknownCode', 'rejected', '0x80099999', undefined],
  ['payloadTooLarge', 'rejected', 'HTTP_413', undefined],
  ['internalError', 'uncertain', 'HTTP_500', undefined],
  ['badGateway', 'uncertain', 'HTTP_502', undefined],
  ['unavailable', 'transient', 'HTTP_503', undefined],
  ['gatewayTimeout', 'uncertain', 'HTTP_504', undefined],
  ['loginPage', 'configuration', 'HTTP_200', 'dynamics-wrong-url'],
  ['redirect', 'configuration', 'HTTP_302', 'dynamics-wrong-url'],
  ['noResource', 'configuration', 'HTTP_404', 'dynamics-wrong-url'],
  ['notFoundPage', 'configuration', 'HTTP_404', 'dynamics-wrong-url'],
  ['forbiddenPage', 'configuration', 'HTTP_403', undefined],
]

describe('a write refused with', () => {
  test.for(rows)('%s is %s (%s)', async ([name, class_, code, problem]) => {
    far.dataverse.refuse(name)
    const { class: told, detail } = await failed(far.open().deliver(lead()))
    expect([told, detail.code, detail.problem]).toEqual([class_, code, problem])
    expect(detail.status).toBe(refusals[name].status)
    if (class_ === 'configuration' && problem) expect(findProblem(dynamics.problems, detail)?.id).toBe(problem)
  })

  test('each documented refusal has its row, or its own test', () => {
    const elsewhere = ['matchingKey', 'matchingKeyInFrench', 'duplicateRecord', 'userNotMemberAs401', 'emptySuccess']
    expect([...rows.map(([name]) => name), ...elsewhere].sort()).toEqual(Object.keys(refusals).sort())
  })
})

describe('a question refused before the write', () => {
  const transientRows = ['internalError', 'sql', 'badGateway', 'gatewayTimeout', 'unavailable', 'requests'] as const
  test.for(transientRows)('with %s is transient: the lead was not sent', async (name) => {
    far.dataverse.refuse(name, /EntityDefinitions/)
    const error = await failed(far.open().deliver(lead()))
    expect(error.class).toBe('transient')
    expect(error.message).not.toContain('whether the lead was taken')
    expect(far.dataverse.leads.size).toBe(0)
  })
})

describe('the message', () => {
  test.for([
    ['privilegeDenied', 'prvCreateLead'],
    ['checkPrivilege', 'prvCreateLead'],
    ['columnPermission', 'leadsourcecode'],
    ['tooLong', 'subject'],
    ['optionRange', 'leadsourcecode'],
    ['unknownProperty', 'new_offer'],
    ['invalidProperty', 'new_offer'],
  ] as const)('of %s names %s', async ([name, named]) => {
    far.dataverse.refuse(name)
    expect((await failed(far.open().deliver(lead()))).message).toContain(`(${named})`)
  })

  test("leaves a plug-in's words to the excerpt: they may quote the lead", async () => {
    far.dataverse.refuse({ status: 400, code: '0x80040265', message: "The value of 'Zebulon' is not wanted" })
    const { message, detail } = await failed(far.open().deliver(lead()))
    expect(message).not.toContain('Zebulon')
    expect(detail.excerpt).toContain('Zebulon')
  })
})

test('limits say when to come back, and hold for every lead', async () => {
  for (const name of ['requests', 'executionTime', 'concurrent'] as const) {
    far.dataverse.refuse({ ...refusals[name], headers: { 'retry-after': '7' } })
    const { detail } = await failed(far.open().deliver(lead()))
    expect(detail.everyLead).toBe(true)
    expect((detail.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(5_000)
  }
  far.dataverse.refuse('requests')
  expect((await failed(far.open().deliver(lead()))).detail).toMatchObject({ everyLead: true, retryAt: undefined })
})

test.for([
  ['0x80040220', '0x80040220'],
  ['0x8004F502', '0x8004f502'],
  ['-2147015902', '0x80072322'],
  ['2147951394', '0x80072322'],
  ['0x0', undefined],
  ['0', undefined],
  ['', undefined],
  ['  ', undefined],
  ['NotANumber', 'NotANumber'],
] as const)('the code %s reads %s', ([written, read]) => {
  expect(codeOf(written)).toBe(read)
})
