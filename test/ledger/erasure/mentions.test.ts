import { expect, it } from 'vitest'
import { domainOf, mentions } from '../../../src/ledger/erasure/mentions.ts'

const address = 'ann+news@contoso.com'

it.each([
  ['plain', '<lead><mail>Ann+News@Contoso.com</mail></lead>'],
  ['at the end', 'from ann+news@contoso.com'],
  ['at the end of a sentence', 'I am ann+news@contoso.com.'],
  ['as a form', 'name=Ann&email=ann%2Bnews%40contoso.com&x=1'],
  ['as JSON that escapes', '{"mail":"ann\\u002Bnews\\u0040contoso.com"'],
  ['after another address', 'joann+news@contoso.com, ann+news@contoso.com'],
])('finds an address %s', (_, body) => {
  expect(mentions(Buffer.from(body), address)).toBe(true)
})

it('finds an address among bytes that are no text', () => {
  expect(
    mentions(Buffer.concat([Buffer.from([0xff, 0xc3, 0]), Buffer.from(address), Buffer.from([0x80])]), address),
  ).toBe(true)
})

it.each([
  ['joann+news@contoso.com'],
  ['jo.ann+news@contoso.com'],
  ['ann+news@contoso.com.au'],
  ['ann+news@contoso.community'],
  ['news@contoso.com'],
])('does not take %s for the address', (other) => {
  expect(mentions(Buffer.from(`{"email":"${other}"}`), address)).toBe(false)
})

it('looks for the part of a domain that no format escapes', () => {
  expect(domainOf('ann@contoso.com')).toBe('contoso.com')
  expect(domainOf('ann@b\u00fccherei.example')).toBe('cherei.example')
})
