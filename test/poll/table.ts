/** Microsoft's table in real Azurite, behind a proxy for answers that Azurite cannot give. */
import { TableClient, type TableEntity } from '@azure/data-tables'
import { v7 as uuid } from 'uuid'
import { inject } from 'vitest'
import { startAzureProxy } from '../far-ends/azure-proxy.ts'

/** The rows of the table; CustomerInfo and the keys are those of a saved test lead. */
export const documented = {
  partitionKey: '9:2F28:2F2018',
  rowKey: '0c8e3b1e-1',
  ActionCode: 'INS',
  CreatedTime: '2018-09-28T18:24:20Z',
  CustomerInfo: JSON.stringify({
    FirstName: 'MSFT_TEST_636737558587117715',
    LastName: 'MSFT_TEST_636737558587117715',
    Email: 'MSFT_TEST_636737558587117715@test.com',
    Phone: '1234567890',
    Country: 'US',
    Company: 'MSFT_TEST_636737558587117715',
    Title: 'MSFT_TEST_636737558587117715',
  }),
  Description: 'Campaigns: ',
  LeadSource: 'AzureMarketplace-INS|contoso.router-pro',
  OfferDisplayName: 'Contoso Router Pro',
  ProductId: 'contoso.router-pro',
}

export type Row = Record<string, unknown> & { partitionKey: string; rowKey: string }

/** A lead that differs from every other lead. */
export function row(email: string, more: object = {}): Row {
  const info = {
    FirstName: 'Some',
    LastName: 'One',
    Email: email,
    Phone: '',
    Country: 'US',
    Company: 'Fabrikam',
    Title: '',
  }
  return { ...documented, rowKey: uuid(), CustomerInfo: JSON.stringify(info), ...more }
}

export async function startTable() {
  const { connectionString, tableUrl } = inject('azurite')
  const proxy = await startAzureProxy(new URL(tableUrl).origin)
  const table = `Leads${uuid().replaceAll('-', '')}`
  const client = TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true })
  await client.createTable()
  return {
    proxy,
    client,
    table,
    connectionString: proxy.proxied(connectionString),
    async write(...rows: Row[]) {
      for (const one of rows) await client.createEntity(one as TableEntity)
    },
    /** Number of requested pages. */
    pagesAsked: () =>
      proxy.requests.filter(({ method, url }) => method === 'GET' && url?.includes(`${table}()`)).length,
    close: proxy.close,
  }
}

export type Table = Awaited<ReturnType<typeof startTable>>
