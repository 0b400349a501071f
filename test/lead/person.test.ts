import { describe, expect, it } from 'vitest'
import { normalise, type PersonAsSent } from '../../src/lead/person.ts'
import { seeded } from '../random.ts'

const blank: PersonAsSent = { firstName: '', lastName: '', email: '', phone: '', country: '', company: '', title: '' }
const person = (sent: Partial<PersonAsSent>) => normalise({ ...blank, ...sent })

describe('country', () => {
  it.each([
    ...['US', 'us', 'USA', 'usa', 'U.S.', 'U.S.A.', 'United States', 'the United States', 'America'].map((n) => [
      n,
      'US',
    ]),
    ...[
      'United States of America',
      'Vereinigte Staaten',
      'États-Unis',
      'Etats-Unis',
      'ÉTATS-UNIS',
      'Estados Unidos',
    ].map((n) => [n, 'US']),
    ...['Stati Uniti', '美国', 'アメリカ合衆国', 'Verenigde Staten'].map((n) => [n, 'US']),
    ...['UK', 'uk', 'U.K.', 'GB', 'GBR', 'United Kingdom', 'Great Britain', 'England', 'Royaume-Uni'].map((n) => [
      n,
      'GB',
    ]),
    ...['DE', 'Germany', 'Deutschland', 'Allemagne', 'DEU', ' germany '].map((n) => [n, 'DE']),
    ...['日本', 'Japan', 'Japon', 'JP'].map((n) => [n, 'JP']),
    ...['中国', 'China'].map((n) => [n, 'CN']),
    ['한국', 'KR'],
    ['대한민국', 'KR'],
    ['South Korea', 'KR'],
    ['España', 'ES'],
    ['Espana', 'ES'],
    ['Österreich', 'AT'],
    ['Sverige', 'SE'],
    ['Россия', 'RU'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['Viet Nam', 'VN'],
    ['Czech Republic', 'CZ'],
    ['Czechia', 'CZ'],
    ['UAE', 'AE'],
    ['The Netherlands', 'NL'],
    ['Côte d’Ivoire', 'CI'],
    ['Hong Kong', 'HK'],
  ])('%j is known as %j', (raw, alpha2) => {
    expect(person({ country: raw }).country).toMatchObject({ raw, alpha2 })
  })

  it.each(['Nowhere', 'XX', 'ZZZ', 'EU', '', '??', '42', 'constructor', '__proto__', 'toString', 'a'.repeat(100_000)])(
    'what is none stays as it was written (%#)',
    (raw) => {
      expect(person({ country: raw }).country).toEqual({ raw, alpha2: '', alpha3: '', name: '' })
    },
  )

  it('has the three-letter code and the English name of a known country', () => {
    expect(person({ country: 'Deutschland' }).country).toEqual({
      raw: 'Deutschland',
      alpha2: 'DE',
      alpha3: 'DEU',
      name: 'Germany',
    })
  })
})

describe('phone', () => {
  it.each([
    ['16175555555', 'USA', '+16175555555'],
    ['1234567890', 'US', '+11234567890'],
    ['(617) 555-5555', 'US', '+16175555555'],
    ['+49 30 9876 54321', '', '+4930987654321'],
    ['030 987654321', 'Deutschland', '+4930987654321'],
    ['+1 617 555 5555 ext. 12', '', '+16175555555'],
    ['01 23 45 67 89', 'France', '+33123456789'],
  ])('%j in %j is %s', (phone, country, e164) => {
    expect(person({ phone, country }).phone).toEqual({ raw: phone, e164 })
  })

  it.each([
    ['030 987654321', ''],
    ['call me', 'US'],
    ['', 'US'],
    ['12', 'DE'],
    ['1'.repeat(100_000), 'US'],
    ['+', ''],
  ])('what cannot be read stays as it was written (%#)', (phone, country) => {
    expect(person({ phone, country }).phone).toEqual({ raw: phone, e164: '' })
  })
})

describe('e-mail', () => {
  it.each([
    ['Jane.Doe@Contoso.COM', 'Jane.Doe@contoso.com', 'contoso.com'],
    ['"a@b"@Contoso.com', '"a@b"@contoso.com', 'contoso.com'],
    ['no address', 'no address', ''],
    ['', '', ''],
    ['@Contoso.com', '@contoso.com', 'contoso.com'],
    ['someone@', 'someone@', ''],
    ['Ada <Ada@Uni.edu>', 'Ada <Ada@uni.edu>', 'uni.edu'],
    ['ada@uni.edu (Ada Lovelace)', 'ada@uni.edu (ada lovelace)', 'uni.edu'],
    ['ada@ uni.edu', 'ada@ uni.edu', 'uni.edu'],
    ['ada@uni.edu.', 'ada@uni.edu.', 'uni.edu'],
    ['ada@bücher.example', 'ada@bücher.example', 'bücher.example'],
  ])('%j becomes %j', (sent, email, emailDomain) => {
    expect(person({ email: sent })).toMatchObject({ email, emailDomain })
  })
})

it('joins first and last name, and takes either alone', () => {
  expect(person({ firstName: 'Some', lastName: 'One' }).name).toBe('Some One')
  expect(person({ lastName: 'One' }).name).toBe('One')
  expect(person({}).name).toBe('')
})

it('takes any text in any field without failing', () => {
  const random = seeded(3)
  for (let n = 0; n < 500; n++) {
    const sent = Object.fromEntries(Object.keys(blank).map((key) => [key, random.text(30)])) as unknown as PersonAsSent
    const read = normalise(sent)
    expect(read.phone.raw).toBe(sent.phone)
    expect(read.country.raw).toBe(sent.country)
    expect(read.phone.e164).toMatch(/^(\+\d{2,15})?$/)
    expect(read.country.alpha2).toMatch(/^([A-Z]{2})?$/)
  }
})
