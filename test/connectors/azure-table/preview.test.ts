import { expect, test } from 'vitest'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { toolsFor } from '../tools.ts'

const sasUrl = 'https://contoso.table.core.windows.net/?sv=2022-11-02&sig=hidden'

function preview(lead = sampleLead()) {
  const tools = toolsFor('leads-table')
  tools.http.close()
  const destination = azureTable.open(azureTable.settings.parse({ sasUrl, table: 'Leads' }), tools)
  return destination.preview?.(deliveryOf(azureTable, lead))
}

test('a preview names the table and shows the row with its keys', () => {
  const lead = sampleLead()
  expect(preview(lead)).toEqual({
    method: 'POST',
    to: 'contoso.table.core.windows.net/Leads',
    body: expect.objectContaining({ PartitionKey: '11:2F20:2F2025', RowKey: lead.id, ActionCode: 'INS' }),
  })
})

test('a preview tells what would be cut', () => {
  const long = sampleLead({ person: { company: 'B'.repeat(3_000) } })
  expect(preview(long)?.notes).toEqual([{ field: 'CustomerInfo.Company', from: 3000, to: 2000 }])
})
