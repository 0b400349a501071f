import { expect, it } from 'vitest'
import { indexed, indexedEmail } from '../../src/lead/indexed.ts'
import { sampleLead } from '../connectors/sample.ts'

const lead = (email: string, id = '', title = '') => {
  const one = sampleLead()
  return { offer: { ...one.offer, id, title }, person: { ...one.person, email } }
}

it('an offer is indexed by its id, or by its title without an id', () => {
  expect(indexed(lead('', 'contoso.app', 'The App')).offer).toBe('contoso.app')
  expect(indexed(lead('', '', 'The App')).offer).toBe('The App')
  expect(indexed(undefined)).toEqual({ offer: '', email: '' })
})

it('an address is found in every spelling', () => {
  const kept = indexed(lead('Ren\u00e9@Contoso.com')).email
  expect([indexedEmail(' rene\u0301@contoso.COM\u0000'), indexedEmail('Ren\u00e9@Contoso.com')]).toEqual([kept, kept])
})

it('is not longer than the index allows', () => {
  const { offer, email } = indexed(lead(`${'a'.repeat(5_000)}@b.c`, '', 'b'.repeat(5_000)))
  expect([offer.length, email.length]).toEqual([400, 400])
  expect(indexedEmail(`${'a'.repeat(5_000)}@b.c`)).toBe(email)
})
