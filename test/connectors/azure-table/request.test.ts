import { describe, expect, test } from 'vitest'
import { fields } from '../../../connectors/azure-table/fields.ts'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import { legalKey, rowOf } from '../../../connectors/azure-table/request.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { deliveryOf, hostileLeads, sampleLead } from '../sample.ts'

const lead = sampleLead({ sent: '2025-11-20T14:03:11.000Z' })
const delivery = deliveryOf(azureTable, lead)

test('a row has the columns of Microsoft’s own table', () => {
  const { columns } = rowOf(delivery, 'microsoft')
  expect(columns).toEqual({
    ActionCode: 'INS',
    CreatedTime: '2025-11-20T14:03:11.000Z',
    CustomerInfo: expect.any(String),
    Description: lead.description,
    LeadSource: 'AzureMarketplace-INS|tailspin.router-pro',
    OfferDisplayName: 'Tailspin Router Pro',
    ProductId: 'tailspin.router-pro',
  })
  const { firstName, lastName, email, phone, country, company, title } = lead.person
  expect(Object.entries(JSON.parse(columns['CustomerInfo'] ?? ''))).toEqual([
    ['FirstName', firstName],
    ['LastName', lastName],
    ['Email', email],
    ['Phone', phone.raw],
    ['Country', country.raw],
    ['Company', company],
    ['Title', title],
  ])
})

test('every column is there when the lead is blank, as an empty text', () => {
  const blank = rowOf(deliveryOf(azureTable, hostileLeads['nothing but blanks']?.()), 'microsoft').columns
  expect(Object.keys(blank).sort()).toEqual(Object.keys(fields).sort())
  expect(blank).toMatchObject({ ActionCode: '', Description: '', OfferDisplayName: '' })
  expect(JSON.parse(blank['CustomerInfo'] ?? '')).toMatchObject({ Email: '', Phone: '' })
})

test('a bare source is composed as readers of the table know it', () => {
  const source = { endpoint: 'marketplace', code: 'AzurePortal', label: 'Azure portal', text: 'AzurePortal' }
  const { columns } = rowOf(deliveryOf(azureTable, sampleLead({ source })), 'date')
  expect(columns['LeadSource']).toBe('AzurePortal-INS|tailspin.router-pro')
})

test.for([
  ['2025-11-20T14:03:12.456Z', '11:2F20:2F2025', '2025-11-20'],
  ['2018-09-28T23:59:59.999Z', '9:2F28:2F2018', '2018-09-28'],
  ['2026-01-01T00:00:00.000Z', '1:2F1:2F2026', '2026-01-01'],
])('received at %s, the partition is %s or %s', ([received, microsoft, date]) => {
  const sent = { ...delivery, receivedAt: new Date(received ?? '') }
  expect(rowOf(sent, 'microsoft')).toMatchObject({ partitionKey: microsoft, rowKey: lead.id })
  expect(rowOf(sent, 'date')).toMatchObject({ partitionKey: date, rowKey: lead.id })
})

test('keys are legal whatever goes in', () => {
  expect(legalKey('a/b\\c#d?e%f+g\u0007\u0085')).toBe('a:2Fb:5Cc:23d:3Fe:25f:2Bg:07:85')
  expect(legalKey('ü'.repeat(600))).toHaveLength(512)
  expect(legalKey('\ud83d')).toBe('\ufffd')
})

describe('limits of the service, which Azurite does not enforce', () => {
  const withColumns = (columns: Record<string, string>) => ({ ...delivery, fields: columns })
  const refusal = (columns: Record<string, string>) => {
    try {
      rowOf(withColumns(columns), 'date')
    } catch (error) {
      if (error instanceof DeliveryError) return [error.class, error.detail.code]
    }
    return undefined
  }

  test('a value is cut to 32,768 UTF-16 units, between characters, and the cut is told', () => {
    const { columns, notes } = rowOf(withColumns({ Description: `${'x'.repeat(32_767)}🚉` }), 'date')
    expect(columns['Description']).toBe('x'.repeat(32_767))
    expect(notes).toEqual([{ field: 'Description', from: 32769, to: 32767 }])
  })

  test('CustomerInfo is cut inside, stays JSON and holds no control characters', () => {
    const person = { company: 'C'.repeat(100_000), firstName: 'A\u0000b\ud83dc' }
    const { columns, notes } = rowOf(deliveryOf(azureTable, sampleLead({ person })), 'date')
    expect(JSON.parse(columns['CustomerInfo'] ?? '')).toMatchObject({ Company: 'C'.repeat(2000), FirstName: 'Abc' })
    expect(notes).toEqual([{ field: 'CustomerInfo.Company', from: 100000, to: 2000 }])
  })

  test('seven values of any text stay within one column', () => {
    const text = '"\\'.repeat(50_000)
    const person = { firstName: text, lastName: text, email: text, company: text, title: text }
    const phone = { raw: text, e164: '' }
    const country = { raw: text, alpha2: '', alpha3: '', name: '' }
    const wide = sampleLead({ person: { ...person, phone, country } })
    const info = rowOf(deliveryOf(azureTable, wide), 'date').columns['CustomerInfo'] ?? ''
    expect(info.length).toBeLessThanOrEqual(32_768)
    expect(JSON.parse(info)).toMatchObject({ Title: text.slice(0, 2000) })
  })

  test('an operator’s own text in CustomerInfo is taken as it is', () => {
    expect(rowOf(withColumns({ CustomerInfo: 'plain' }), 'date').columns['CustomerInfo']).toBe('plain')
    expect(rowOf(withColumns({ CustomerInfo: '{"n":1}' }), 'date').columns['CustomerInfo']).toBe('{"n":1}')
  })

  test.for(['Lead-Source', '1st', '', 'a b', 'RowKey', 'partitionKey', 'Timestamp', 'odata.type', 'x'.repeat(256)])(
    'a column named "%s" holds the destination',
    (name) => {
      expect(refusal({ [name]: 'v' })).toEqual(['configuration', 'PropertyNameInvalid'])
    },
  )

  test.for(['Lead_Source', '_x', 'Größe', 'x'.repeat(255)])('a column may be named %s', (name) => {
    expect(rowOf(withColumns({ [name]: 'v' }), 'date').columns[name]).toBe('v')
  })

  test('more than 252 columns hold the destination', () => {
    const many = Object.fromEntries(Array.from({ length: 252 }, (_, at) => [`C${at}`, 'v']))
    expect(refusal(many)).toEqual(['configuration', 'TooManyProperties'])
  })

  test('a row above 1 MiB is rejected', () => {
    const wide = Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`C${at}`, 'v'.repeat(32_768)]))
    expect(refusal(wide)).toEqual(['rejected', 'EntityTooLarge'])
  })
})
