import { AzureNamedKeyCredential, generateAccountSas } from '@azure/data-tables'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import type { Destination } from '../../../src/connector.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { networkFailure } from '../../../src/outside/network-failure.ts'
import { type StorageReply, tableError, tableXmlError } from '../../far-ends/azure-proxy.ts'
import { type Entra, startEntra } from '../../far-ends/entra.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'
import { startTable, type TableFarEnd } from './azure-table.ts'

let farEnd: TableFarEnd
let tools: TestTools

beforeEach(async () => {
  farEnd = await startTable()
  tools = toolsFor('leads-table')
})

afterEach(async () => {
  tools.http.close()
  await farEnd.close()
})

function open(more: Record<string, unknown> = {}): Destination {
  return azureTable.open(azureTable.settings.parse({ ...farEnd.settings, ...more }), tools)
}

async function failure(result: Promise<unknown>): Promise<DeliveryError> {
  return result.then(
    () => expect.fail('it went through'),
    (error: unknown) => (error instanceof DeliveryError ? error : Promise.reject(error)),
  )
}

test('a lead is a row under its day and its id, and the receipt names both', async () => {
  const sent = deliveryOf(azureTable)
  const receipt = await open().deliver(sent)
  const reference = `11:2F20:2F2025/${sent.leadId}`
  expect(receipt).toEqual({ outcome: 'created', status: 204, reference, notes: undefined })
  const [row] = await farEnd.rows()
  expect(row).toMatchObject({ partitionKey: '11:2F20:2F2025', rowKey: sent.leadId, ...sent.fields })
})

test('columns of the operator’s own are added, and names that the SDK knows are not mistaken for its own', async () => {
  const sent = deliveryOf(azureTable)
  await open().deliver({ ...sent, fields: { ...sent.fields, Email: sent.lead.person.email, type: 'x', value: 'y' } })
  expect((await farEnd.rows())[0]).toMatchObject({ Email: sent.lead.person.email, type: 'x', value: 'y' })
})

test('the table is made once for leads that come together', async () => {
  const destination = open()
  await Promise.all(Array.from({ length: 5 }, () => destination.deliver(deliveryOf(azureTable))))
  expect(await farEnd.rows()).toHaveLength(5)
})

test('a missing table holds the destination when it may not be made', async () => {
  const error = await failure(open({ createTable: false }).deliver(deliveryOf(azureTable)))
  expect([error.class, error.detail.code]).toEqual(['configuration', 'TableNotFound'])
  expect((await failure(open({ createTable: false }).check?.(signal()) ?? Promise.resolve())).class).toBe(
    'configuration',
  )
})

test('a reply lost while the table is made is transient: no lead was sent', async () => {
  farEnd.proxy.loseReplies((request) => request.url?.endsWith('/Tables') ?? false)
  expect((await failure(open().deliver(deliveryOf(azureTable)))).class).toBe('transient')
  expect(await farEnd.rows()).toEqual([])
})

test('a repeat finds its own row and says so', async () => {
  const sent = deliveryOf(azureTable)
  await open().deliver(sent)
  expect(await open().deliver({ ...sent, attempt: 2 })).toMatchObject({ outcome: 'already-there', status: 409 })
  expect(await open().find?.(sent)).toMatchObject({
    outcome: 'already-there',
    reference: `11:2F20:2F2025/${sent.leadId}`,
  })
})

test('looking proves the row, not just an answer', async () => {
  const sent = deliveryOf(azureTable)
  await open().deliver(sent)
  farEnd.proxy.answer({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"RowKey":"another"}' })
  expect((await failure(open().find?.(sent) ?? Promise.resolve())).class).toBe('uncertain')
  farEnd.proxy.answer({ status: 200, headers: { 'content-type': 'application/json' } })
  expect((await failure(open().find?.(sent) ?? Promise.resolve())).class).toBe('uncertain')
})

test('204 without an ETag is no proof', async () => {
  farEnd.proxy.answer({ status: 204 })
  expect((await failure(open().deliver(deliveryOf(azureTable)))).class).toBe('uncertain')
})

test('one request is one try: the SDK repeats nothing and follows nothing', async () => {
  await farEnd.client.createTable()
  for (const reply of [{ status: 500 }, { status: 503 }, { status: 302, headers: { location: farEnd.proxy.origin } }]) {
    const before = farEnd.proxy.requests.length
    farEnd.proxy.answer(reply)
    await failure(open().deliver(deliveryOf(azureTable)))
    expect(farEnd.proxy.requests.length - before).toBe(1)
  }
})

describe('a check', () => {
  test('passes with a working key, whether the table is there or may be made', async () => {
    await open().check?.(signal())
    await farEnd.client.createTable()
    await open({ createTable: false }).check?.(signal())
    expect(await farEnd.rows()).toEqual([])
  })

  test('fails with a key that Azurite refuses, and names the key', async () => {
    const wrong = String(farEnd.settings['connectionString']).replace('AccountKey=Eby8', 'AccountKey=AAAA')
    const error = await failure(open({ connectionString: wrong }).check?.(signal()) ?? Promise.resolve())
    expect([error.class, error.detail.code, error.detail.problem]).toEqual([
      'configuration',
      'AuthorizationFailure',
      'azure-table-authentication',
    ])
  })
})

describe('a SAS', () => {
  const tomorrow = new Date(Date.now() + 86_400_000)

  function sas(permissions: object, expiresOn = tomorrow): string {
    const key = /AccountKey=([^;]+)/.exec(String(farEnd.settings['connectionString']))?.[1] ?? ''
    const credential = new AzureNamedKeyCredential('devstoreaccount1', key)
    return generateAccountSas(credential, { permissions, expiresOn, resourceTypes: 'sco', services: { table: true } })
  }

  const byUrl = (given: string) =>
    open({ connectionString: undefined, sasUrl: `${farEnd.proxy.origin}/devstoreaccount1/?${given}` })

  test('works from a URL and from a connection string, and tells when it ends', async () => {
    const given = sas({ add: true, write: true })
    const endpoint = `${farEnd.proxy.origin}/devstoreaccount1`
    await byUrl(given).deliver(deliveryOf(azureTable))
    await open({ connectionString: `TableEndpoint=${endpoint};SharedAccessSignature=${given}` }).deliver(
      deliveryOf(azureTable),
    )
    expect(await farEnd.rows()).toHaveLength(2)
    const [end] = byUrl(given).expiries?.() ?? []
    expect(end?.setting).toBe('sasUrl')
    expect(Math.abs((end?.at.getTime() ?? 0) - tomorrow.getTime())).toBeLessThan(1_000)
  })

  test('that may only add rows passes the check; one that may only read does not', async () => {
    await farEnd.client.createTable()
    await byUrl(sas({ add: true })).check?.(signal())
    expect((await failure(byUrl(sas({ query: true })).check?.(signal()) ?? Promise.resolve())).class).toBe(
      'configuration',
    )
  })

  test('that has expired holds the destination', async () => {
    const expired = byUrl(sas({ add: true, write: true }, new Date(Date.now() - 60_000)))
    expect((await failure(expired.deliver(deliveryOf(azureTable)))).class).toBe('configuration')
  })
})

describe('a sign-in by Microsoft Entra ID', () => {
  let entra: Entra
  beforeEach(async () => {
    entra = await startEntra()
  })
  afterEach(() => entra.close())

  const through = () =>
    open({
      connectionString: undefined,
      accountUrl: `${farEnd.proxy.origin}/contoso`,
      authority: entra.authority,
      directoryId: entra.directoryId,
      clientId: entra.applicationId,
      clientSecret: entra.applicationKey,
    })

  test('asks for storage, and sends the token with each row', async () => {
    farEnd.proxy.answer({ status: 204, headers: { etag: 'W/"1"' } })
    await through().deliver(deliveryOf(azureTable))
    expect(entra.asked.map((form) => form['scope'])).toEqual(['https://storage.azure.com/.default'])
    expect(farEnd.proxy.requests[0]?.headers.authorization).toMatch(/^Bearer .{10}/)
  })

  test('that is refused holds the destination, and no row is sent', async () => {
    entra.refuse(7000222)
    const { class: kind, detail } = await failure(through().deliver(deliveryOf(azureTable)))
    expect([kind, detail.code]).toEqual(['configuration', 'AADSTS7000222'])
    expect(findProblem(azureTable.problems, detail)?.id).toBe('azure-table-entra-secret')
    expect(farEnd.proxy.requests).toEqual([])
  })

  test('whose reply is lost leaves the lead unsent: transient', async () => {
    entra.misbehave('cut')
    expect((await failure(through().deliver(deliveryOf(azureTable)))).class).toBe('transient')
    expect(farEnd.proxy.requests).toEqual([])
  })
})

const format = 'Make sure the value of Authorization header is formed correctly including the signature.'
const refused = `Server failed to authenticate the request. ${format}`
const unauthorized = 'This request is not authorized to perform this operation'

const rows: [StorageReply, string, string?][] = [
  [tableError(409, 'TableBeingDeleted', 'The specified table is being deleted.'), 'transient', 'being-deleted'],
  [tableXmlError(403, 'AuthenticationFailed', refused), 'configuration', 'authentication'],
  [withDetail('Signature not valid in the specified time frame: Start - End'), 'configuration', 'sas-expired'],
  [withDetail('Request date header too old: Thu, 20 Nov 2025 13:00:00 GMT'), 'configuration', 'clock'],
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
  [tableError(400, 'TooManyProperties', 'More properties than allowed.'), 'rejected', 'column-refused'],
  [tableError(400, 'OutOfRangeInput', 'One of the request inputs is out of range.'), 'rejected', 'too-large'],
  [tableError(400, 'KeyValueTooLarge', 'The key value is too large.'), 'rejected', 'too-large'],
  [tableError(400, 'PropertyNameTooLong', 'The property name exceeds.'), 'configuration', 'column-refused'],
  [tableError(400, 'PropertyNameInvalid', 'The property name is invalid.'), 'configuration', 'column-refused'],
  [tableError(400, 'InvalidInput', 'One of the request inputs is not valid.'), 'configuration', 'column-refused'],
  [tableError(400, 'PropertiesNeedValue', 'The values are not specified.'), 'configuration', 'column-refused'],
  [tableError(415, 'JsonFormatNotSupported', 'JSON format is not supported.'), 'configuration', 'column-refused'],
  [tableError(400, 'InvalidHeaderValue', 'The value for one header is invalid.'), 'configuration', 'column-refused'],
  [tableError(405, 'UnsupportedHttpVerb', 'The verb is not supported.'), 'configuration', 'column-refused'],
  [tableError(503, 'ServerBusy', 'The server is busy.'), 'transient', 'busy'],
  [tableError(500, 'OperationTimedOut', 'The operation could not be completed in time.'), 'uncertain'],
  [tableError(500, 'InternalError', 'Server encountered an internal error.'), 'uncertain'],
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
    await farEnd.client.createTable()
    farEnd.proxy.answer(reply)
    const { class: told, detail } = await failure(open().deliver(deliveryOf(azureTable)))
    expect(told).toBe(kind)
    expect(detail.code).toBe(typeof code === 'string' ? code : `HTTP_${code}`)
    const entry = findProblem(azureTable.problems, detail)?.id ?? ''
    expect(entry).toBe(problem ? `azure-table-${problem}` : '')
  })

  test('an account that is not there holds the destination', async () => {
    const lost = networkFailure({ code: 'ENOTFOUND' }, { sent: false }, 'nobody.table.core.windows.net', false)
    const http = { request: () => Promise.reject(lost), close: () => undefined }
    const destination = azureTable.open(azureTable.settings.parse(farEnd.settings), { ...tools, http })
    const { class: told, detail } = await failure(destination.deliver(deliveryOf(azureTable)))
    expect([told, findProblem(azureTable.problems, detail)?.id]).toEqual([
      'configuration',
      'azure-table-no-such-account',
    ])
  })

  test('Azurite, the service’s stand-in, refuses what it can refuse in the same classes', async () => {
    await farEnd.client.createTable()
    const sent = deliveryOf(azureTable, sampleLead())
    const wrong = String(farEnd.settings['connectionString']).replace('AccountKey=Eby8', 'AccountKey=AAAA')
    const error = await failure(open({ connectionString: wrong }).deliver(sent))
    expect([error.class, findProblem(azureTable.problems, error.detail)?.id]).toEqual([
      'configuration',
      'azure-table-authentication',
    ])
  })
})

function signal(): AbortSignal {
  return AbortSignal.timeout(10_000)
}
