import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { KeptRecord } from '../../../src/connector.ts'
import { tableError } from '../../far-ends/azure-proxy.ts'
import { failureOf } from '../failure-of.ts'
import { kept, told } from '../records.ts'
import { openedTable } from './opened.ts'

const table = openedTable()
const present = async (records: readonly KeptRecord[]) =>
  (await table.open().present?.(records, AbortSignal.timeout(30_000))) ?? new Map()

async function filled(rows: number, partitionKey: string): Promise<KeptRecord[]> {
  const { client } = table.farEnd
  const keys = Array.from({ length: rows }, () => uuidv7())
  for (let at = 0; at < keys.length; at += 100) {
    await client.submitTransaction(keys.slice(at, at + 100).map((rowKey) => ['create', { partitionKey, rowKey }]))
  }
  return keys.map((rowKey) => kept(`${partitionKey}/${rowKey}`, { leadId: rowKey }))
}

describe('rows in the table', () => {
  test('2,000 rows of a day, on two partitions and with other rows between, take three requests', async () => {
    await table.farEnd.client.createTable()
    const first = await filled(1_500, '3:2F1:2F2027')
    const second = await filled(500, '3:2F2:2F2027')
    const records = [...first, ...second]
    const before = table.tools.outgoing()
    expect(told(records, await present(records))).toEqual({ there: 2_000, gone: 0, unknown: 0 })
    expect(table.tools.outgoing() - before).toBe(3)
  })

  test('a deleted row is gone, and so is every row of a deleted table', async () => {
    await table.farEnd.client.createTable()
    const records = await filled(20, '2027-03-01')
    await table.farEnd.remove?.(records[3]?.reference ?? '')
    const answers = await present(records)
    expect([told(records, answers), answers.get(records[3]?.id ?? '')]).toEqual([
      { there: 19, gone: 1, unknown: 0 },
      false,
    ])
    await table.farEnd.client.deleteTable()
    expect(told(records, await present(records))).toEqual({ there: 0, gone: 20, unknown: 0 })
  })

  test('a receipt of another kind of destination says nothing', async () => {
    await table.farEnd.client.createTable()
    const foreign = kept('00Q5g0000012345EAK')
    expect(told([foreign], await present([foreign]))).toEqual({ there: 0, gone: 0, unknown: 1 })
  })

  test('nothing is known when the SAS may only add rows', async () => {
    table.farEnd.proxy.answer(
      tableError(403, 'AuthorizationPermissionMismatch', 'This request is not authorized to perform this operation.'),
    )
    expect(await failureOf(present([kept('2027-03-01/x')]))).toMatchObject({ class: 'configuration' })
  })
})
