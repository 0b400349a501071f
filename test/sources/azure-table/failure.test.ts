import { describe, expect, it } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import { uncertain } from '../../../src/failure.ts'
import { problemOf } from '../../../src/poll/failure.ts'
import { readFailure } from '../../../src/sources/azure-table/failure.ts'

const of = (reason: unknown) => {
  const failure = readFailure(reason, new Date())
  return { ...failure, problem: problemOf(failure, [azureTable]) }
}
const reply = (status: number, code = '') => ({ status, headers: code ? { 'x-ms-error-code': code } : {}, text: '' })

describe('a failed reading', () => {
  it.each([
    [503, 'ServerBusy', 'transient', 'azure-table-busy'],
    [500, 'InternalError', 'transient', ''],
    [429, '', 'transient', ''],
    [400, 'InvalidInput', 'configuration', 'azure-table-input-refused'],
    [403, 'AuthenticationFailed', 'configuration', 'azure-table-authentication'],
    [403, 'AuthorizationFailure', 'configuration', 'azure-table-firewall'],
    [403, 'AuthorizationPermissionMismatch', 'configuration', ''],
    [404, 'TableNotFound', 'configuration', ''],
  ])('%s %s is %s, problem %s', (status, code, told, problem) => {
    expect(of(reply(status, code))).toMatchObject({ class: told, problem })
  })

  it('is never uncertain or rejected, because no lead was sent', () => {
    for (const failure of [reply(500), reply(400), reply(413), uncertain({ message: 'whether the lead was taken' })]) {
      expect(of(failure).detail.message).not.toMatch(/lead/)
    }
  })

  it('by a mistake of our own is internal, and stops nothing', () => {
    expect(of(new TypeError('x is not a function'))).toMatchObject({ class: 'internal', detail: { code: 'INTERNAL' } })
  })
})
