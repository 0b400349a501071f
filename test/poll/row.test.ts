import { expect, it } from 'vitest'
import type { TableRow } from '../../src/outside/azure-storage/table-client.ts'
import { readRows as readAll } from '../../src/poll/row.ts'
import { marketplaceRead } from '../../src/reading/marketplace.ts'
import { asRow } from '../../src/sources/azure-table/poll.ts'

const origin = { table: 'MarketplaceLeads' }
const about = { source: 'table', read: marketplaceRead(), contentType: 'application/json', configVersion: 'v1' }
const readRows = (rows: readonly TableRow[], { table }: typeof origin) =>
  readAll(
    rows.map((one) => asRow(one, table)),
    about,
  )
const row = (rowKey: string, seconds = 0, columns: object = {}): TableRow => ({
  partitionKey: '9:2F28:2F2018',
  rowKey,
  timestamp: new Date(1_700_000_000_000 + seconds * 1_000),
  columns: { LeadSource: 'AzureMarketplace-INS|contoso.app', ...columns },
})
const keys = (...rows: TableRow[]) => readRows(rows, origin).map(({ key }) => key)

it('leads get their ids in the order in which the rows were written', () => {
  const titles = readRows([row('a', 2, { OfferDisplayName: 'b' }), row('z', 1, { OfferDisplayName: 'a' })], origin)
  expect(titles.map(({ arrived }) => arrived.lead?.offer.title)).toEqual(['a', 'b'])
  expect(titles.map(({ arrived }) => arrived.id).sort()).toEqual(titles.map(({ arrived }) => arrived.id))
})

it('a row is recognised only by its keys', () => {
  expect(keys(row('a', 0, { Description: 'called' }), row('a', 5))).toEqual([keys(row('a'))[0], keys(row('a'))[0]])
  expect(keys(row('a'))).not.toEqual(keys(row('b')))
  const [here, there] = [row('a'), row('a')].map(
    (one, n) => readRows([one], { ...origin, table: n ? 'Other' : 'Leads' })[0],
  )
  expect(here?.key).not.toBe(there?.key)
})

it('two keys differ even if their joined text is the same', () => {
  expect(keys({ ...row('bc'), partitionKey: 'a' })).not.toEqual(keys({ ...row('c'), partitionKey: 'ab' }))
})

it('a table’s name counts in any case', () => {
  expect(readRows([row('a')], { ...origin, table: 'marketplaceleads' })[0]?.key).toBe(keys(row('a'))[0])
})

it('a row that was taken before is recognised after an update of the hub', () => {
  expect(keys(row('0c8e3b1e-1'))).toEqual(['94406496931d9486a218dc116d139c038c3cd1ceacddfeb4d50063c788a01b8d'])
})
