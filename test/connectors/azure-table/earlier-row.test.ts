import { describe, expect, test } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import type { Receipt } from '../../../src/connector.ts'
import { tableError } from '../../far-ends/azure-proxy.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf, keptOf, sampleLead } from '../sample.ts'
import { openedTable } from './opened.ts'

const table = openedTable()

const earlier = () => deliveryOf(azureTable, sampleLead({ received: '2025-11-19T09:00:00.000Z' }))
const infoIn = (row: Record<string, unknown> | undefined) => JSON.parse(String(row?.['CustomerInfo']))

async function merged(parts: Parameters<typeof sampleLead>[0], first = earlier()): Promise<Receipt | undefined> {
  const { reference = '' } = await table.open().deliver(first)
  return table.open().merge?.(deliveryOf(azureTable, sampleLead(parts)), reference)
}

describe('a later lead of the person', () => {
  test('updates the row under the keys it has', async () => {
    const first = earlier()
    const reference = `11:2F19:2F2025/${first.leadId}`
    const receipt = await merged({ description: 'Now a demo, please' }, first)
    expect(receipt).toEqual({ outcome: 'updated', status: 204, reference, notes: undefined })
    const rows = await table.farEnd.rows()
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      partitionKey: '11:2F19:2F2025',
      rowKey: first.leadId,
      Description: 'Now a demo, please',
    })
  })

  test('blanks nothing: what it lacks, and columns that someone added, stay', async () => {
    const first = earlier()
    const own = { ...first, fields: { ...first.fields, Owner: 'Margarete' } }
    await merged({ description: '', person: { company: '', phone: { raw: '', e164: '' } } }, own)
    const [row] = await table.farEnd.rows()
    expect(row).toMatchObject({ Owner: 'Margarete', Description: first.lead.description })
    const { Company: company, Phone: phone } = infoIn(row)
    expect([company, phone]).toEqual([first.lead.person.company, first.lead.person.phone.raw])
  })

  test('brings what is new of the person', async () => {
    await merged({ person: { title: 'Head of Points', email: 'new@blatherskite.example' } })
    expect(infoIn((await table.farEnd.rows())[0])).toMatchObject({
      Title: 'Head of Points',
      Email: 'new@blatherskite.example',
    })
  })

  test('writes over a CustomerInfo that is no JSON object', async () => {
    const first = earlier()
    await merged({ person: { title: 'Head of Points' } }, { ...first, fields: { ...first.fields, CustomerInfo: 'x' } })
    expect(infoIn((await table.farEnd.rows())[0])).toMatchObject({ Title: 'Head of Points' })
  })

  test('finds no row where the table is gone, or the receipt names none', async () => {
    expect(await table.open().merge?.(earlier(), '11:2F19:2F2025/nobody')).toBeUndefined()
    await table.farEnd.client.createTable()
    expect(await table.open().merge?.(earlier(), '11:2F19:2F2025/nobody')).toBeUndefined()
    expect(await table.open().merge?.(earlier(), '2025/11/20/a.json')).toBeUndefined()
    expect(await table.farEnd.rows()).toEqual([])
  })

  test('waits for another attempt when someone changes the row at the same moment', async () => {
    const { reference = '' } = await table.open().deliver(earlier())
    const reply = tableError(412, 'UpdateConditionNotSatisfied', 'The update condition was not satisfied.')
    table.farEnd.proxy.answer(reply, ({ method }) => method !== 'GET')
    const { class: kind, detail } = await failureOf(table.open().merge?.(earlier(), reference))
    expect([kind, detail.code]).toEqual(['transient', 'UpdateConditionNotSatisfied'])
  })

  test('asks for just the row that was read', async () => {
    await merged({})
    const { headers } = table.farEnd.proxy.requests.at(-1) ?? expect.fail('nothing came')
    expect(headers['if-match']).toMatch(/^W\/"/)
  })

  test('is uncertain when the reply to the update is lost, and the same again when repeated', async () => {
    const { reference = '' } = await table.open().deliver(earlier())
    const later = deliveryOf(azureTable, sampleLead({ description: 'Now a demo, please' }))
    table.farEnd.proxy.loseReplies(({ method }) => method !== 'GET')
    expect((await failureOf(table.open().merge?.(later, reference))).class).toBe('uncertain')
    table.farEnd.proxy.calm()
    expect(await table.open().merge?.(later, reference)).toMatchObject({ outcome: 'updated' })
    expect(await table.farEnd.rows()).toMatchObject([{ Description: 'Now a demo, please' }])
  })

  test('has written nothing when the reply to the look at the row is lost: transient', async () => {
    const { reference = '' } = await table.open().deliver(earlier())
    table.farEnd.proxy.loseReplies(({ method }) => method === 'GET')
    expect((await failureOf(table.open().merge?.(earlier(), reference))).class).toBe('transient')
  })
})

describe('an erasure', () => {
  test('finds nothing where the table is gone', async () => {
    expect(await table.open().erase?.(keptOf(earlier(), '11:2F19:2F2025/nobody'))).toBe(false)
  })

  test('takes a row under the former partition key too', async () => {
    const sent = earlier()
    const { reference = '' } = await table.open({ partitionKey: 'date' }).deliver(sent)
    expect(await table.open().erase?.(keptOf(sent, reference))).toBe(true)
    expect(await table.farEnd.rows()).toEqual([])
  })

  test('does not take a receipt of another type of destination for a row that is gone', async () => {
    const error = await failureOf(table.open().erase?.(keptOf(earlier(), '2025/11/20/a.json')))
    expect([error.class, error.detail.code]).toEqual(['rejected', 'FOREIGN_REFERENCE'])
    expect(table.farEnd.proxy.requests).toEqual([])
  })
})
