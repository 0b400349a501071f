import { expect, it } from 'vitest'
import { csvColumns } from '../../../src/api/csv-columns.ts'
import { mapColumns, pathOf } from '../../../src/cli/import/columns.ts'

it.each([
  ['E-Mail', 'person.email'],
  ['email_address', 'person.email'],
  ['  FIRST   name ', 'person.firstName'],
  ['Prénom', 'person.firstName'],
  ['Customer Contact Email Address', 'person.email'],
  ['Customer Name', 'person.company'],
  ['OfferDisplayName', 'offer.title'],
  ['CreatedTime', 'sent'],
  ['CustomerInfo', 'person'],
  ['lead_source', 'source.text'],
  ['country_code', 'person.country'],
  ['UTM_Source', 'campaign.utm_source'],
  ['person.phone', 'person.phone'],
])('understands %s', (name, path) => {
  expect(pathOf(name)).toBe(path)
})

it('knows every column of an export, and its path', () => {
  for (const { title, path } of csvColumns) expect([title, pathOf(title)]).toEqual([title, path ?? ''])
  expect(
    mapColumns(
      csvColumns.map(({ title }) => title),
      [],
    ).unknown,
  ).toEqual([])
})

it('gives columns of the same name different names, so that the raw row has them all', () => {
  const { columns } = mapColumns(['Phone', 'Phone', '', 'Shoe size'], [])
  expect(columns).toEqual([
    { name: 'Phone', path: 'person.phone' },
    { name: 'Phone (2)', path: 'person.phone' },
    { name: 'column (3)', path: null },
    { name: 'Shoe size', path: null },
  ])
})

it('lists unknown columns', () => {
  expect(mapColumns(['E-mail', 'Shoe size', 'Colour'], ['colour=campaign.colour']).unknown).toEqual(['Shoe size'])
})
