import { describe, expect, it, test } from 'vitest'
import { folded, leadWords, matchedParts, termsOf } from '../../src/lead/words.ts'

const person = {
  name: 'Zoë Müller-Lüdenscheidt',
  company: "O'Brien & Søn ГК «Лира»",
  email: 'Zoe.Mueller+x@Contoso.co.uk',
  phone: { raw: '01 23 45 67 89', e164: '+33123456789' },
  country: { alpha2: 'FR' },
}

/** Whether a search for the text finds a person. */
function finds(text: string, searched: Parameters<typeof leadWords>[0]): boolean {
  const words = leadWords(searched)
  const terms = termsOf(text)
  return terms.length > 0 && terms.every((term) => term.some((start) => words.some((word) => word.startsWith(start))))
}

test.each([
  ['Müller', 'muller'],
  ['STRASSE', 'strasse'],
  ['Straße', 'strasse'],
  ['Łódź', 'lodz'],
  ['ﬁｒｍ', 'firm'],
  ['İstanbul', 'istanbul'],
])('%s is folded to %s', (text, expected) => {
  expect(folded(text)).toBe(expected)
})

describe('a person is found', () => {
  it.each([
    ['by the beginning of the name', 'mül'],
    ['without accents', 'MULLER'],
    ['by the second part of a double name', 'ludensch'],
    ['by two words, in any order', 'contoso zoe'],
    ['by a part of an Irish name', 'brien'],
    ['by an Irish name', "o'brien"],
    ['by an Irish name with another apostrophe', 'O’Brien'],
    ['by an Irish name without the apostrophe', 'obrien'],
    ['by a Cyrillic word', 'лир'],
    ['by a letter that Unicode does not take apart', 'son'],
    ['by the address', 'zoe.mueller+x@contoso.co.uk'],
    ['by the address with the name before it', 'Zoë <zoe.mueller+x@contoso.co.uk>'],
    ['by the beginning of the address', 'zoe.mueller+x@con'],
    ['by the part before the @', 'mueller'],
    ['by the domain', '@contoso.co.uk'],
    ['by the domain without the @', 'contoso.co.uk'],
    ['by the national number', '0123456789'],
    ['by the national number as it is dialled', '01 23 45 67 89'],
    ['by the international number', '+33 1 23 45 67 89'],
    ['by the international number with zeros', '0033123456789'],
    ['by the beginning of the number', '012345'],
    ['by the last nine digits', '123456789'],
    ['by name and number', 'müller 0123456789'],
  ])('%s', (_, text) => {
    expect(finds(text, person)).toBe(true)
  })

  it.each(['mueler', 'contoso smith', '0123456780', 'zoe.mueller@contoso.co.uk', '...', ''])('not by "%s"', (text) => {
    expect(finds(text, person)).toBe(false)
  })

  it.each([
    ['Иванов', 'ива'],
    ['山田太郎', '山田'],
    ['김민준', '김민'],
    ['أحمد', 'احمد'],
    ['García', 'garcia'],
  ])('in every script: %s by %s', (name, text) => {
    expect(finds(text, { name })).toBe(true)
  })

  it('by ten digits of a number of eleven or thirteen', () => {
    expect(finds('(425) 555-0123', { phone: { raw: '', e164: '+14255550123' }, country: { alpha2: 'US' } })).toBe(true)
    expect(finds('4255550', { phone: { raw: '', e164: '+14255550123' }, country: { alpha2: 'US' } })).toBe(true)
    expect(finds('0171 1234', { phone: { raw: '', e164: '+4917112345678' }, country: { alpha2: 'DE' } })).toBe(true)
    expect(finds('+1 425 555 0123', { phone: { raw: '425.555.0123', e164: '' } })).toBe(true)
  })
})

test('the parts that matched are named', () => {
  expect(matchedParts(person, termsOf('contoso'))).toEqual(['email'])
  expect(matchedParts(person, termsOf('zoe 0123456789'))).toEqual(['name', 'email', 'phone'])
  expect(matchedParts(person, termsOf('brien'))).toEqual(['company'])
})

test('words of any length and number stay within what PostgreSQL takes', () => {
  const long = leadWords({
    name: '😀é'.repeat(3_000),
    company: Array.from({ length: 5_000 }, (_, n) => `w${n}`).join(' '),
  })
  expect(long.length).toBeLessThanOrEqual(200)
  expect(Math.max(...long.map((word) => Buffer.byteLength(word)))).toBeLessThan(2_046)
  expect(long.every((word) => word.isWellFormed() && word !== '')).toBe(true)
})

test('a lead without any part has no words', () => {
  expect(leadWords({})).toEqual([])
  expect(leadWords({ name: ' – ', email: '', phone: {} })).toEqual([])
})
