import { describe, expect, it } from 'vitest'
import { maskedDetail, refuseSearchByPerson, sightOf, withoutAddresses } from '../../src/api/privacy.ts'

const masked = sightOf('viewer')

describe('a viewer sees of', () => {
  it.each([
    ['Ann Smith', 'A… S…'],
    ['  Ann   Smith ', 'A… S…'],
    ['Élodie', 'É…'],
    ['𝒜nn', '𝒜…'],
    ['山田 太郎', '山… 太…'],
    ['李', '…'],
    ['X', '…'],
    ['@nn', '…'],
    ['', ''],
  ])('the name %o: %o', (text, shown) => expect(masked.name(text)).toBe(shown))

  it.each([
    ['Contoso Ltd', 'C… Ltd'],
    ['Fabrikam Robotics GmbH', 'F… R… GmbH'],
    ['Blue Yonder Inc.', 'B… Y… Inc.'],
    ['', ''],
  ])('the company %o: %o', (text, shown) => expect(masked.company(text)).toBe(shown))

  it.each([
    ['ann@contoso.com', 'a…'],
    ['x@contoso.com', '…'],
    ['not an address', 'n… a… a…'],
    ['', ''],
  ])('the address %o: %o', (text, shown) => expect(masked.email(text)).toBe(shown))

  it('free text and links: that there is something', () => {
    expect(masked.text('call me at home')).toBe('…')
    expect(masked.text('')).toBe('')
    expect(masked.link('https://crm.example.com/ann')).toBeNull()
    expect(masked.note('company cut: Contoso')).toBe('…')
    expect(masked.note({ field: 'company', from: 300, to: 255 })).toEqual({ field: 'company', from: 300, to: 255 })
  })

  it('an act: figures, ids, times and words of ours', () => {
    const detail = {
      ...{ was: 'held', total: 3, again: true, of: 'anna', reason: 'Ann asked for it' },
      filter: { state: ['held'], code: 'ANN', from: '2026-01-01T00:00:00Z' },
      lead: '01a1f978-ad02-74e6-ab28-6540aa1c877c',
    }
    expect(maskedDetail(detail)).toEqual({
      ...{ was: 'held', total: 3, again: true, of: '…', reason: '…' },
      filter: { state: ['held'], code: '…', from: '2026-01-01T00:00:00Z' },
      lead: '01a1f978-ad02-74e6-ab28-6540aa1c877c',
    })
  })
})

it('an operator sees everything', () => {
  const { name, company, email, text, link } = sightOf('operator')
  expect([name('Ann S'), company('C Ltd'), email('a@b.c'), text('t')]).toEqual(['Ann S', 'C Ltd', 'a@b.c', 't'])
  expect([link('https://x'), link('')]).toEqual(['https://x', null])
})

it.each([
  ['Leads <leads@contoso.com>', 'Leads <l…>'],
  ['ann@contoso.com,bob@contoso.com', 'a…,b…'],
  ['https://crm/?email=ann%40contoso.com&x=1', 'h…'],
  ['"mailto:ann@contoso.com"', '"m…"'],
  ['ann＠contoso.com', 'a…'],
  ['@', '…'],
  ['no address', 'no address'],
])('the last guard makes %o %o', (text, shown) => {
  expect(JSON.parse(JSON.stringify([text], withoutAddresses))).toEqual([shown])
})

it.each(['email', 'text', 'reference'])('a search by %s is refused with words', (key) => {
  expect(() => refuseSearchByPerson({ [key]: 'x' })).toThrow(`search by ${key} would tell who is here`)
  expect(() => refuseSearchByPerson({ [key]: undefined, state: ['held'] })).not.toThrow()
})
