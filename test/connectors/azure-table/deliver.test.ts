import { describe, expect, test } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf } from '../sample.ts'
import { openedTable } from './opened.ts'

const table = openedTable()

test('a lead is a row under its day and its id, and the receipt names both', async () => {
  const sent = deliveryOf(azureTable)
  const receipt = await table.open().deliver(sent)
  const reference = `11:2F20:2F2025/${sent.leadId}`
  expect(receipt).toEqual({ outcome: 'created', status: 204, reference, notes: undefined })
  const [row] = await table.farEnd.rows()
  expect(row).toMatchObject({ partitionKey: '11:2F20:2F2025', rowKey: sent.leadId, ...sent.fields })
})

test('columns of the operator’s own are added, and names that the SDK knows are not mistaken for its own', async () => {
  const sent = deliveryOf(azureTable)
  await table
    .open()
    .deliver({ ...sent, fields: { ...sent.fields, Email: sent.lead.person.email, type: 'x', value: 'y' } })
  expect((await table.farEnd.rows())[0]).toMatchObject({ Email: sent.lead.person.email, type: 'x', value: 'y' })
})

test('the table is made once for leads that come together', async () => {
  const destination = table.open()
  await Promise.all(Array.from({ length: 5 }, () => destination.deliver(deliveryOf(azureTable))))
  expect(await table.farEnd.rows()).toHaveLength(5)
})

test('a missing table holds the destination when it may not be made', async () => {
  const error = await failureOf(table.open({ createTable: false }).deliver(deliveryOf(azureTable)))
  expect([error.class, error.detail.code]).toEqual(['configuration', 'TableNotFound'])
  expect((await failureOf(table.open({ createTable: false }).check?.(AbortSignal.timeout(10_000)))).class).toBe(
    'configuration',
  )
})

test('a reply lost while the table is made is transient: no lead was sent', async () => {
  table.farEnd.proxy.loseReplies((request) => request.url?.endsWith('/Tables') ?? false)
  expect((await failureOf(table.open().deliver(deliveryOf(azureTable)))).class).toBe('transient')
  expect(await table.farEnd.rows()).toEqual([])
})

test('a repeat finds its own row and says so', async () => {
  const sent = deliveryOf(azureTable)
  await table.open().deliver(sent)
  expect(await table.open().deliver({ ...sent, attempt: 2 })).toMatchObject({ outcome: 'already-there', status: 409 })
  expect(await table.open().find?.(sent)).toMatchObject({
    outcome: 'already-there',
    reference: `11:2F20:2F2025/${sent.leadId}`,
  })
})

test('looking proves the row, not just an answer', async () => {
  const sent = deliveryOf(azureTable)
  await table.open().deliver(sent)
  table.farEnd.proxy.answer({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"RowKey":"another"}',
  })
  expect((await failureOf(table.open().find?.(sent))).class).toBe('uncertain')
  table.farEnd.proxy.answer({ status: 200, headers: { 'content-type': 'application/json' } })
  expect((await failureOf(table.open().find?.(sent))).class).toBe('uncertain')
})

test('204 without an ETag is no proof', async () => {
  table.farEnd.proxy.answer({ status: 204 })
  expect((await failureOf(table.open().deliver(deliveryOf(azureTable)))).class).toBe('uncertain')
})

test('one attempt is one request: the SDK repeats nothing and follows nothing', async () => {
  await table.farEnd.client.createTable()
  for (const reply of [
    { status: 500 },
    { status: 503 },
    { status: 302, headers: { location: table.farEnd.proxy.origin } },
  ]) {
    const before = table.farEnd.proxy.requests.length
    table.farEnd.proxy.answer(reply)
    await failureOf(table.open().deliver(deliveryOf(azureTable)))
    expect(table.farEnd.proxy.requests.length - before).toBe(1)
  }
})

describe('a check', () => {
  test('passes with a working key, whether the table is there or may be made', async () => {
    await table.open().check?.(AbortSignal.timeout(10_000))
    await table.farEnd.client.createTable()
    await table.open({ createTable: false }).check?.(AbortSignal.timeout(10_000))
    expect(await table.farEnd.rows()).toEqual([])
  })

  test('fails with a key that Azurite refuses, and names the key', async () => {
    const wrong = String(table.farEnd.settings['connectionString']).replace('AccountKey=Eby8', 'AccountKey=AAAA')
    const error = await failureOf(table.open({ connectionString: wrong }).check?.(AbortSignal.timeout(10_000)))
    expect([error.class, error.detail.code, error.detail.problem]).toEqual([
      'configuration',
      'AuthorizationFailure',
      'azure-table-authentication',
    ])
  })
})
