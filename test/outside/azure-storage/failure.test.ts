import { describe, expect, test } from 'vitest'
import { answerOf, storageCode, storageFailure } from '../../../src/outside/azure-storage/failure.ts'
import { storageProblems } from '../../../src/outside/azure-storage/problems.ts'
import { failureOf } from '../../connectors/failure-of.ts'

const code = (text: string) => storageCode({ status: 400, headers: {}, text })
const calls = {
  service: 'table',
  problems: storageProblems('table'),
  now: () => new Date('2026-01-01T00:00:00Z'),
} as const
const reply = (status: number, told: string, text = '', headers = {}) => ({
  ...{ status, text, headers: { 'x-ms-error-code': told, ...headers } },
})

test('the code is looked for in the beginning of a reply of any length', () => {
  expect(code('<code'.repeat(100_000))).toBeUndefined()
  expect(code(`<Error><Code>ServerBusy</Code></Error>${'<code'.repeat(100_000)}`)).toBe('ServerBusy')
})

describe('a failed call', () => {
  test('has a message with the first sentence of the cause and the code', () => {
    const { message, code: told, status, problem } = storageFailure(reply(403, 'AccountIsDisabled'), calls).detail
    expect(message).toBe('Azure Table (AccountIsDisabled): The storage account is disabled.')
    expect([told, status, problem]).toEqual(['AccountIsDisabled', 403, 'azure-table-account-disabled'])
  })

  test('of a busy account lets every lead rest until the service’s time', () => {
    const { class: kind, detail } = storageFailure(reply(503, 'ServerBusy', '', { 'retry-after': '7' }), calls)
    expect([kind, detail.everyLead, detail.retryAt]).toEqual(['transient', true, new Date('2026-01-01T00:00:07Z')])
  })

  test.for([
    ['AuthenticationFailed', 'Signature not valid in the specified time frame', 'sas-expired', 'sas-expired'],
    ['AuthenticationFailed', 'Request date header too old', 'clock', 'clock'],
    ['InvalidAuthenticationInfo', 'Audience validation failed.', 'entra-token', 'entra-token'],
    ['AuthenticationFailed', 'x', 'authentication', 'entra-token'],
    ['AuthorizationFailure', 'Server failed to authenticate the request.', 'authentication', 'entra-token'],
    ['AuthorizationFailure', 'This request is not authorized.', 'firewall', 'firewall'],
    ['AccountIsDisabled', 'Signature not valid in the specified time frame', 'account-disabled', 'account-disabled'],
  ] as const)('%s, %s: %s by key, %s by Entra', ([told, text, byKey, byToken]) => {
    const found = [false, true].map(
      (by) => storageFailure(reply(403, told, text), { ...calls, byToken: by }).detail.problem,
    )
    expect(found).toEqual([`azure-table-${byKey}`, `azure-table-${byToken}`])
  })

  test('with an unknown code is classified by its status, whatever its text', () => {
    const { class: kind, detail } = storageFailure(reply(409, 'NeverSeen', 'The server is busy.'), calls)
    expect([kind, detail.code, detail.problem]).toEqual(['rejected', 'NeverSeen', undefined])
  })

  test('is a result when its code is expected', async () => {
    const refuse = () => Promise.reject(reply(409, 'EntityAlreadyExists'))
    expect(await answerOf(refuse, ['EntityAlreadyExists'], calls)).toEqual({
      refused: 'EntityAlreadyExists',
      status: 409,
    })
    expect((await failureOf(answerOf(refuse, [], calls))).detail.code).toBe('EntityAlreadyExists')
  })
})
