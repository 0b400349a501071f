import { describe, expect, test } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { networkFailure } from '../../../src/outside/network-failure.ts'
import { type StorageReply, tableError, tableXmlError } from '../../far-ends/azure-proxy.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { openedTable } from './opened.ts'

const table = openedTable()

const format = 'Make sure the value of Authorization header is formed correctly including the signature.'
const refused = `Server failed to authenticate the request. ${format}`
const unauthorized = 'This request is not authorized to perform this operation'

const rows: [StorageReply, string, string?][] = [
  [tableError(409, 'TableBeingDeleted', 'The specified table is being deleted.'), 'transient', 'being-deleted'],
  [tableError(409, 'AccountBeingCreated', 'Being created.'), 'transient', 'account-being-created'],
  [tableError(400, 'Md5Mismatch', 'The MD5 value did not match.'), 'transient', 'damaged'],
  [tableError(400, 'InvalidResourceName', 'Invalid characters.'), 'configuration', 'name-refused'],
  [tableError(400, 'InvalidQueryParameterValue', 'Invalid.'), 'configuration', 'wrong-endpoint'],
  [tableXmlError(403, 'AuthenticationFailed', refused), 'configuration', 'authentication'],
  [withDetail('Signature not valid in the specified time frame: Start - End'), 'configuration', 'sas-expired'],
  [withDetail('Request date header too old: Thu, 20 Nov 2025 13:00:00 GMT'), 'configuration', 'clock'],
  [withDetail('Issuer validation failed. Issuer did not match.'), 'configuration', 'entra-token'],
  [withDetail('Lifetime validation failed. The token is expired.'), 'configuration', 'clock'],
  [tableXmlError(400, 'InvalidAuthenticationInfo', 'Not in the correct format.'), 'configuration', 'authentication'],
  [tableXmlError(401, 'NoAuthenticationInformation', 'No info.'), 'configuration', 'authentication'],
  [tableXmlError(403, 'KeyBasedAuthenticationNotPermitted', 'Key.'), 'configuration', 'shared-key-forbidden'],
  [tableXmlError(403, 'AuthorizationFailure', `${unauthorized}.`), 'configuration', 'firewall'],
  [tableXmlError(403, 'AuthorizationPermissionMismatch', `${unauthorized}.`), 'configuration', 'permission'],
  [tableXmlError(403, 'AuthorizationServiceMismatch', `${unauthorized}.`), 'configuration', 'permission'],
  [tableXmlError(403, 'InsufficientAccountPermissions', 'The account.'), 'configuration', 'permission'],
  [tableXmlError(403, 'AuthorizationProtocolMismatch', `${unauthorized}.`), 'configuration', 'sas-network'],
  [tableXmlError(403, 'AuthorizationSourceIPMismatch', `${unauthorized}.`), 'configuration', 'sas-network'],
  [tableXmlError(403, 'AccountIsDisabled', 'The specified account is disabled.'), 'configuration', 'account-disabled'],
  [tableError(400, 'PropertyValueTooLarge', 'The property value exceeds (64KB).'), 'rejected', 'too-large'],
  [tableError(400, 'EntityTooLarge', 'The entity is larger.'), 'rejected', 'too-large'],
  [tableError(413, 'RequestBodyTooLarge', 'The request body is too large.'), 'rejected', 'too-large'],
  [tableError(400, 'TooManyProperties', 'More properties than allowed.'), 'rejected', 'too-many-columns'],
  [tableError(400, 'OutOfRangeInput', 'One of the request inputs is out of range.'), 'rejected', 'out-of-range'],
  [tableError(400, 'KeyValueTooLarge', 'The key value is too large.'), 'rejected', 'out-of-range'],
  [tableError(400, 'PropertyNameTooLong', 'The property name exceeds.'), 'configuration', 'column-refused'],
  [tableError(400, 'PropertyNameInvalid', 'The property name is invalid.'), 'configuration', 'column-refused'],
  [tableError(400, 'InvalidInput', 'One of the request inputs is not valid.'), 'configuration', 'input-refused'],
  [tableError(400, 'PropertiesNeedValue', 'The values are not specified.'), 'configuration', 'value-missing'],
  [tableError(415, 'JsonFormatNotSupported', 'JSON format is not supported.'), 'configuration', 'emulator-outdated'],
  [tableError(400, 'InvalidHeaderValue', 'The value for one header is invalid.'), 'configuration', 'emulator-outdated'],
  [tableError(405, 'UnsupportedHttpVerb', 'The verb is not supported.'), 'configuration', 'wrong-endpoint'],
  [tableError(503, 'ServerBusy', 'The server is busy.'), 'transient', 'busy'],
  [tableError(500, 'OperationTimedOut', 'Not completed in time.'), 'uncertain', 'service-failed'],
  [tableError(500, 'InternalError', 'Server encountered an internal error.'), 'uncertain', 'service-failed'],
  [{ status: 429, headers: { 'retry-after': '7' } }, 'transient'],
  [{ status: 500 }, 'uncertain'],
  [{ status: 400, body: '' }, 'rejected'],
]

function withDetail(detail: string): StorageReply {
  const { body, ...rest } = tableXmlError(403, 'AuthenticationFailed', refused)
  return {
    ...rest,
    body: String(body).replace('</error>', `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail></error>`),
  }
}

describe('what the service answers', () => {
  test.for(
    rows.map(
      ([reply, kind, problem]) =>
        [
          /(\w+)<\/code>|"code":"(\w+)"/.exec(String(reply.body))?.slice(1).join('') || reply.status,
          kind,
          problem ?? '',
          reply,
        ] as const,
    ),
  )('%s is %s (%s)', async ([code, kind, problem, reply]) => {
    await table.farEnd.client.createTable()
    table.farEnd.proxy.answer(reply)
    const { class: told, detail } = await failureOf(table.open().deliver(deliveryOf(azureTable)))
    expect(told).toBe(kind)
    expect(detail.code).toBe(typeof code === 'string' ? code : `HTTP_${code}`)
    const entry = findProblem(azureTable.problems, detail)?.id ?? ''
    expect(entry).toBe(problem ? `azure-table-${problem}` : '')
  })

  test('an account that is not there holds the destination', async () => {
    const lost = networkFailure({ code: 'ENOTFOUND' }, { sent: false }, 'nobody.table.core.windows.net', false)
    const http = { request: () => Promise.reject(lost), close: () => undefined }
    const destination = azureTable.open(azureTable.settings.parse(table.farEnd.settings), { ...table.tools, http })
    const { class: told, detail } = await failureOf(destination.deliver(deliveryOf(azureTable)))
    expect([told, findProblem(azureTable.problems, detail)?.id]).toEqual([
      'configuration',
      'azure-table-no-such-account',
    ])
  })

  test('Azurite, the service’s stand-in, refuses what it can refuse in the same classes', async () => {
    await table.farEnd.client.createTable()
    const sent = deliveryOf(azureTable, sampleLead())
    const wrong = String(table.farEnd.settings['connectionString']).replace('AccountKey=Eby8', 'AccountKey=AAAA')
    const error = await failureOf(table.open({ connectionString: wrong }).deliver(sent))
    expect([error.class, findProblem(azureTable.problems, error.detail)?.id]).toEqual([
      'configuration',
      'azure-table-authentication',
    ])
  })
})
