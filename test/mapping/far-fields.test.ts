import { describe, expect, it } from 'vitest'
import type { FarField, FieldMap } from '../../src/connector.ts'
import { fieldDoubts } from '../../src/mapping/far-fields.ts'
import { compileMapping } from '../../src/mapping/map.ts'

const far = (name: string, more: Partial<FarField> = {}): FarField => ({
  name,
  required: false,
  writable: true,
  ...more,
})
const doubts = (fields: FieldMap, known: readonly FarField[]) =>
  fieldDoubts(compileMapping(fields), known).map(({ field, doubt }) => [field, doubt])

describe('a mapping compared with the far end’s fields', () => {
  it('is fine if each field exists, is writable and long enough, in any casing', () => {
    const fields = { lastName: { template: 'x', maxLength: 80 }, note: { template: 'x' } }
    expect(doubts(fields, [far('LastName', { maxLength: 80 }), far('note')])).toEqual([])
  })

  it('reports fields that are unknown, read-only, or shorter than their values', () => {
    const fields = {
      gone: { template: 'x' },
      id: { template: 'x' },
      name: { template: 'x' },
      title: { template: 'x', maxLength: 50 },
    }
    const known = [far('id', { writable: false }), far('name', { maxLength: 40 }), far('title', { maxLength: 20 })]
    expect(doubts(fields, known)).toEqual([
      ['gone', 'unknown'],
      ['id', 'read-only'],
      ['name', 'cut'],
      ['title', 'cut'],
    ])
  })

  it('reports a field that the far end requires and the mapping leaves out', () => {
    const known = [far('name'), far('company', { required: true }), far('owner', { required: true, writable: false })]
    expect(doubts({ name: { template: 'x' } }, known)).toEqual([['company', 'unfilled']])
  })

  it('does not report a default field that the connector leaves out by itself', () => {
    const fields = { name: { template: 'x' }, countryCode: { template: 'x' } }
    expect(fieldDoubts(compileMapping(fields), [far('name')], fields)).toEqual([])
  })

  it('does not report bindings to other records, whose names far ends do not list', () => {
    expect(doubts({ 'parentaccountid@odata.bind': { template: 'x' } }, [far('name')])).toEqual([])
  })
})
