import { describe, expect, it } from 'vitest'
import { readFlat } from '../../src/lead/flat.ts'
import { arrival } from './read.ts'

const flat = (values: Record<string, string>, more = {}, raw: unknown = values) => {
  const lead = readFlat({ 'person.email': 'jane@contoso.com', ...values }, { ...arrival, ...more }, raw)
  if (!lead) throw new Error('no lead in it')
  return lead
}

it('every path sets its property', () => {
  expect(
    flat({
      'person.email': ' Jane.Doe@Contoso.COM ',
      'person.firstName': 'Jane',
      'person.lastName': 'Doe',
      'person.company': 'Contoso',
      'person.title': 'Esquire',
      'person.phone.raw': '(617) 555-5555',
      'person.country.raw': 'USA',
      'offer.id': 'contoso.app',
      'offer.title': 'The App',
      'source.code': 'SPZA',
      'action.code': 'PLT',
      description: 'Call me',
      sent: '2025-11-20T14:00:00+02:00',
      'campaign.gclid': 'abc',
    }),
  ).toMatchObject({
    id: arrival.id,
    received: '2025-11-20T14:03:12.456Z',
    sent: '2025-11-20T12:00:00.000Z',
    source: { endpoint: 'marketplace', code: 'SPZA', label: 'AppSource', text: '' },
    action: { code: 'PLT', label: 'Contact me', stage: 'interest' },
    offer: { id: 'contoso.app', publisher: 'contoso', name: 'app', title: 'The App' },
    person: {
      name: 'Jane Doe',
      email: 'Jane.Doe@contoso.com',
      emailDomain: 'contoso.com',
      phone: { raw: '(617) 555-5555', e164: '+16175555555' },
      country: { raw: 'USA', alpha2: 'US' },
      company: 'Contoso',
      title: 'Esquire',
    },
    description: 'Call me',
    campaign: { gclid: 'abc' },
    test: false,
  })
})

describe('a lead', () => {
  it.each(['person.email', 'person.phone', 'person.phone.raw', 'person.lastName', 'person.name', 'person.company'])(
    'is one with %s alone',
    (path) => {
      expect(readFlat({ [path]: 'x' }, arrival, {})).toBeDefined()
    },
  )

  it.each([
    [{}],
    [{ 'person.email': ' \u0000 ' }],
    [{ 'person.firstName': 'Jane', 'person.title': 'Dr', description: 'x', 'offer.id': 'a.b' }],
    [{ __proto__: 'x', constructor: 'y' }],
  ])('is none with %j', (values) => {
    expect(readFlat(values as Record<string, string>, arrival, {})).toBeUndefined()
  })
})

describe('a whole name', () => {
  it.each([
    ['Jane Doe', 'Jane', 'Doe'],
    ['Jane van der Berg', 'Jane', 'van der Berg'],
    ['Madonna', '', 'Madonna'],
    ['  Jane   Doe ', 'Jane', 'Doe'],
  ])('%j is taken apart', (name, firstName, lastName) => {
    expect(flat({ 'person.name': name }).person).toMatchObject({ firstName, lastName })
  })

  it('counts less than its parts', () => {
    expect(flat({ 'person.name': 'X Y', 'person.lastName': 'Doe' }).person.name).toBe('Doe')
  })
})

describe('the source', () => {
  it.each([
    [{}, 'marketplace', '', ''],
    [{ 'source.text': 'AzureMarketplace-INS|contoso.app' }, 'AzureMarketplace', 'INS', 'contoso.app'],
    [{ 'source.text': 'SPZA-PLT' }, 'SPZA', 'PLT', ''],
    [{ 'source.text': 'Trade-Show' }, 'Trade-Show', '', ''],
    [{ 'source.text': 'Trade-Show', 'source.code': 'fair' }, 'fair', '', ''],
    [{ 'source.text': 'SPZA-PLT', 'action.code': 'DNC' }, 'SPZA', 'DNC', ''],
  ])('%j', (values, code, action, offer) => {
    const lead = flat(values)
    expect([lead.source.code, lead.action.code, lead.offer.id]).toEqual([code, action, offer])
    expect(lead.source.text).toBe((values as Record<string, string>)['source.text'] ?? '')
  })
})

it('the offer is that of the URL, of the lead source, of the lead, or of the source', () => {
  const values = { 'source.text': 'SPZA-INS|b.b', 'offer.id': 'c.c' }
  expect(flat(values, { offer: 'a.a', otherwiseOffer: 'd.d' }).offer.id).toBe('a.a')
  expect(flat(values, { otherwiseOffer: 'd.d' }).offer.id).toBe('b.b')
  expect(flat({ 'offer.id': 'c.c' }, { otherwiseOffer: 'd.d' }).offer.id).toBe('c.c')
  expect(flat({ 'offer.id': 'My App' }, { otherwiseOffer: 'd.d' }).offer).toMatchObject({ id: 'd.d', title: 'My App' })
})

it.each([
  ['1763640000', '2025-11-20T12:00:00.000Z'],
  ['1763640000123', '2025-11-20T12:00:00.123Z'],
  ['2025-11-20 12:00', '2025-11-20T12:00:00.000Z'],
  ['yesterday', ''],
])('sent at %j', (sent, iso) => {
  expect(flat({ sent }).sent).toBe(iso)
})

it('parameters in the description belong to the campaign, but named parameters count more', () => {
  const lead = flat({ description: '{"mktcmpid":"1","gclid":"2"}', 'campaign.gclid': '3', 'campaign.blank': '' })
  expect(lead.campaign).toEqual({ mktcmpid: '1', gclid: '3' })
})

it('a test is marked wherever its token stands, and has the time of the token', () => {
  const raw = { deep: ['MSFT_TEST_636573304831318844'] }
  expect(flat({}, {}, raw)).toMatchObject({ test: true, sent: '2018-03-22T15:48:03.131Z' })
  expect(flat({ description: 'MSFT_TEST_x' }, {}, {})).toMatchObject({ test: true, sent: '' })
})

it('the offer of the URL or the source is cleaned like the sender’s own offer', () => {
  expect(flat({}, { otherwiseOffer: ' contoso.app\u0000\ud800' }).offer.id).toBe('contoso.app')
})
