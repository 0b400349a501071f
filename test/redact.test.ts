import { describe, expect, it } from 'vitest'
import { readMarketplace } from '../src/lead/marketplace.ts'
import { personalValues, personRedactor, redactor } from '../src/redact.ts'
import { seeded } from './random.ts'

describe('redactor', () => {
  const secret = 'p+ss "wörd"/\\=&%\n1'
  const hide = redactor([secret])

  it.each([
    ['as it is', secret],
    ['in another case', 'P+SS "WÖRD"/\\=&%\n1'],
    ['URL-encoded', encodeURIComponent(secret)],
    [
      'URL-encoded in small hexadecimal',
      encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    ],
    ['form-encoded', new URLSearchParams({ v: secret }).toString().slice(2)],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1)],
    ['in base64', Buffer.from(secret).toString('base64')],
  ])('hides a value %s', (_form, written) => {
    const text = hide(`before ${written} after`)
    expect(text).toMatch(/^before \[hidden\]=* after$/)
  })

  it('hides the longest of several values that contain each other', () => {
    expect(redactor(['contoso', 'someone@contoso.com'])('to someone@contoso.com at contoso')).toBe(
      'to [hidden] at [hidden]',
    )
  })

  it('leaves values of three characters or fewer, and other texts, unchanged', () => {
    expect(redactor(['CTO', '', 'abc'])('the CTO said abc')).toBe('the CTO said abc')
    expect(redactor([])('anything')).toBe('anything')
  })

  it('takes the characters of regular expressions literally', () => {
    const signs = 'a.*b(c)[d]{2}|^$?+\\/-'
    expect(redactor([signs])(`x ${signs} y aXXb`)).toBe('x [hidden] y aXXb')
  })

  it('hides every one of a thousand secrets', () => {
    const secrets = Array.from({ length: 1_000 }, (_, n) => `secret-number-${n}-${'x'.repeat(50)}`)
    expect(redactor(secrets)(secrets.join(' '))).toBe(secrets.map(() => '[hidden]').join(' '))
  })

  it.each([1_000, 100_000, 262_144])(
    'hides a value of %i characters, and the beginning a far end quotes of it',
    (size) => {
      const long = 'Ünser Anliegen: wir möchten "zurückgerufen" werden. '.repeat(size / 50)
      const hideLong = redactor([long])
      expect(hideLong(`value '${long}' is too long`)).toBe("value '[hidden]' is too long")
      expect(hideLong(`value '${long.slice(0, 255)}...' is too long`)).toBe("value '[hidden]...' is too long")
      expect(hideLong(JSON.stringify({ said: long }))).toBe('{"said":"[hidden]"}')
    },
  )

  it('never shows any of its values, for any values', () => {
    const random = seeded(5)
    for (let n = 0; n < 500; n++) {
      const values = Array.from({ length: 3 }, () => random.text(12)).filter(({ length }) => length >= 4)
      const text = redactor(values)(`one ${values.join(' two ')} three ${values.map(encodeURIComponentSafe).join()}`)
      const left = text.replaceAll('[hidden]', '\u2063')
      for (const value of values) expect(left.includes(value)).toBe(false)
    }
  })
})

function encodeURIComponentSafe(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

describe('the personal values of a lead', () => {
  const lead = readMarketplace(
    {
      userDetails: {
        firstName: 'Li',
        lastName: 'Wu',
        email: 'li.wu@contoso.com',
        phone: '(617) 555-5555',
        country: 'US',
        company: 'Contoso',
        title: 'Director',
      },
      description: 'call me at home',
    },
    { id: 'x', received: new Date(), endpoint: 'marketplace' },
  )!

  it.each([
    'Li Wu',
    'li.wu@contoso.com',
    'li.wu',
    '(617) 555-5555',
    '+16175555555',
    'Contoso',
    'Director',
    'call me at home',
  ])('hold %s', (value) => {
    expect(personalValues(lead)).toContain(value)
    expect(redactor(personalValues(lead))(`the record of ${value}.`)).toBe('the record of [hidden].')
  })

  it('hold no blank values', () => {
    const blank = readMarketplace({ leadSource: '' }, { id: 'x', received: new Date(), endpoint: 'm' })!
    expect(personalValues(blank)).toEqual([])
  })
})

describe('short personal values', () => {
  const lead = (userDetails: object) =>
    readMarketplace({ userDetails }, { id: 'x', received: new Date(), endpoint: 'm' })!
  const zoe = personRedactor(lead({ firstName: 'Zoë', lastName: 'Wu' }))

  it.each([
    ['{"first":"Zoë","last":"Wu"}', '{"first":"[hidden]","last":"[hidden]"}'],
    ['zoë, WU', '[hidden], [hidden]'],
    ['first=Zo%C3%AB&last=Wu', 'first=[hidden]&last=[hidden]'],
    ['"Zo\\u00eb"', '"[hidden]"'],
    ['Zoe\u0308_Wu-1', '[hidden]_[hidden]-1'],
    ['Zoëlla, Wuppertal, bawu', 'Zoëlla, Wuppertal, bawu'],
  ])('are hidden in an excerpt as words of their own: %s', (text, shown) => {
    expect(zoe.excerpt(text)).toBe(shown)
  })

  it('are hidden in a message only in their written case, because other words there are the hub’s own', () => {
    const { message } = personRedactor(lead({ firstName: 'An', lastName: 'No' }))
    expect(message('An answer of AN for No, not an and no')).toBe('[hidden] answer of AN for [hidden], not an and no')
  })

  it('are hidden within a text whose script has no blanks', () => {
    const { excerpt, message } = personRedactor(lead({ firstName: '明', lastName: '李' }))
    expect(excerpt('尊敬的李明先生')).toBe('尊敬的[hidden][hidden]先生')
    expect(message('李明')).toBe('[hidden][hidden]')
  })

  it('of a single letter do not hide other words', () => {
    const { excerpt } = personRedactor(lead({ firstName: 'A', lastName: 'Wu' }))
    expect(excerpt('a record of A. Wu')).toBe('a record of [hidden]. [hidden]')
  })
})
