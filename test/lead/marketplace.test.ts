import { describe, expect, it } from 'vitest'
import { readMarketplace } from '../../src/lead/marketplace.ts'
import { arrival, read } from './read.ts'

const documented = {
  UserDetails: {
    FirstName: 'Some',
    LastName: 'One',
    Email: 'someone@contoso.com',
    Phone: '16175555555',
    Country: 'USA',
    Company: 'Contoso',
    Title: 'Esquire',
  },
  LeadSource: 'AzureMarketplace',
  ActionCode: 'INS',
  OfferTitle: 'Test Microsoft',
  Description: 'Test run through Power Automate',
}

const whole = {
  id: arrival.id,
  received: '2025-11-20T14:03:12.456Z',
  sent: '',
  source: { endpoint: 'marketplace', code: 'AzureMarketplace', label: 'Azure Marketplace', text: 'AzureMarketplace' },
  action: { code: 'INS', label: 'Get it now', stage: 'active' },
  offer: { id: '', publisher: '', name: '', title: 'Test Microsoft' },
  person: {
    firstName: 'Some',
    lastName: 'One',
    name: 'Some One',
    email: 'someone@contoso.com',
    emailDomain: 'contoso.com',
    phone: { raw: '16175555555', e164: '+16175555555' },
    country: { raw: 'USA', alpha2: 'US', alpha3: 'USA', name: 'United States of America' },
    company: 'Contoso',
    title: 'Esquire',
  },
  description: 'Test run through Power Automate',
  campaign: {},
  test: false,
}

describe('the forms Microsoft documents or sends', () => {
  it('the documented example, PascalCase', () => {
    expect(read(documented)).toEqual({ ...whole, raw: documented })
  })

  it('the observed form, camelCase with many blanks', () => {
    const observed = {
      userDetails: { firstName: '', lastName: '', email: '', phone: '', country: '', company: '', title: '' },
      leadSource: '',
      actionCode: '',
      offerTitle: '',
      description: '',
    }
    const lead = read(observed)
    expect(lead.action).toEqual({ code: '', label: '', stage: 'unknown' })
    expect(lead.person.name).toBe('')
    expect(lead.test).toBe(false)
  })

  it('the test lead of the FAQ, in mixed casing, marked only by person and description', () => {
    const token = 'MSFT_TEST_636573304831318844'
    const lead = read({
      userDetails: {
        FirstName: token,
        LastName: token,
        Email: `${token}@test.com`,
        Phone: '1234567890',
        Country: 'US',
        Company: token,
        Title: token,
      },
      LeadSource: 'AzureMarketplace',
      ActionCode: 'INS',
      OfferTitle: 'Contoso Test',
      Description: token,
    })
    expect(lead).toMatchObject({ test: true, sent: '2018-03-22T15:48:03.131Z', offer: { title: 'Contoso Test' } })
    expect(lead.person).toMatchObject({ firstName: token, email: `${token}@test.com` })
  })

  it('a row of the table MarketplaceLeads, with the person as JSON text', () => {
    const token = 'MSFT_TEST_636737558587117715'
    const lead = read({
      PartitionKey: '9:2F28:2F2018',
      RowKey: 'anything',
      ActionCode: 'INS',
      CustomerInfo: `{"FirstName":"${token}","LastName":"${token}","Email":"${token}@test.com",
        "Phone":"1234567890","Country":"US","Company":"${token}","Title":"${token}"}`,
      LeadSource: `${token}-${token}|Contoso Test`,
      OfferDisplayName: 'Contoso Test',
      Description: 'Campaigns: ',
    })
    expect(lead).toMatchObject({
      test: true,
      sent: '2018-09-28T18:24:18.711Z',
      offer: { id: '', title: 'Contoso Test' },
    })
    expect(lead.source.code).toBe(token)
    expect(lead.action.code).toBe('INS')
    expect(lead.person.phone).toEqual({ raw: '1234567890', e164: '+11234567890' })
  })

  it('a person next to the lead’s fields, as in a hand-made post', () => {
    expect(read({ Email: 'a@b.com', lastName: 'One', COMPANY: 'B' }).person).toMatchObject({
      email: 'a@b.com',
      lastName: 'One',
      company: 'B',
    })
  })
})

describe('keys', () => {
  const casings = [
    (key: string) => key.toLowerCase(),
    (key: string) => key.toUpperCase(),
    (key: string) => key.charAt(0).toLowerCase() + key.slice(1),
    (key: string) => [...key].map((c, at) => (at % 2 ? c.toUpperCase() : c.toLowerCase())).join(''),
  ]

  it.each(casings)('may have any casing (%#)', (casing) => {
    const recased = Object.fromEntries(
      Object.entries(documented).map(([key, value]) => [
        casing(key),
        typeof value === 'string'
          ? value
          : Object.fromEntries(Object.entries(value).map(([inner, text]) => [casing(inner), text])),
      ]),
    )
    expect(read(recased)).toEqual({ ...whole, raw: recased })
  })

  it('in two casings: the value that is not blank counts, in any order', () => {
    expect(read({ userDetails: { Email: 'a@b.com', email: null } }).person.email).toBe('a@b.com')
    expect(read({ userDetails: { email: '', Email: 'a@b.com' } }).person.email).toBe('a@b.com')
  })

  it('with names of object properties change nothing', () => {
    const body: unknown = JSON.parse(
      `{"__proto__": {"email": "x@y.z", "userdetails": {"email": "x@y.z"}}, "constructor": {"prototype": 1},
        "userDetails": {"__proto__": {"lastname": "Evil"}, "toString": "x", "email": "a@b.com"},
        "description": "{\\"__proto__\\": \\"p\\", \\"constructor\\": \\"c\\", \\"mktcmpid\\": \\"7\\"}"}`,
    )
    const lead = read(body)
    expect(lead.person).toMatchObject({ email: 'a@b.com', lastName: '' })
    expect(JSON.parse(JSON.stringify(lead.campaign))).toEqual(
      JSON.parse('{"__proto__": "p", "constructor": "c", "mktcmpid": "7"}'),
    )
    expect(({} as Record<string, unknown>)['email']).toBeUndefined()
  })
})

describe('missing parts', () => {
  it.each([
    ['no person', { LeadSource: 'SPZA', ActionCode: 'PLT' }],
    ['a person that is null', { userDetails: null, leadSource: 'SPZA' }],
    ['nothing but a person that is null', { userDetails: null }],
    ['an empty person', { UserDetails: {} }],
    ['nulls everywhere', { userDetails: { email: null, phone: null }, leadSource: null, offerTitle: null }],
    ['a description alone', { Description: 'hello' }],
    [
      'lists and objects where text belongs',
      { userDetails: { email: ['a'], phone: {} }, leadSource: [], offerTitle: {} },
    ],
  ])('%s is a lead all the same', (_what, body) => {
    const lead = read(body)
    expect(lead.person.email).toBe('')
    expect(lead.person.phone).toEqual({ raw: '', e164: '' })
  })

  it('reads numbers and booleans as text', () => {
    const lead = read({ userDetails: { phone: 16175555555, country: 'US', title: true, company: 3 } })
    expect(lead.person).toMatchObject({
      phone: { raw: '16175555555', e164: '+16175555555' },
      title: 'true',
      company: '3',
    })
  })

  it.each([undefined, null, 0, 1, true, '', 'text', '{"userDetails":{}}', [], [documented], {}, { hello: 'world' }])(
    'holds no lead at all (%#)',
    (body) => {
      expect(readMarketplace(body, arrival)).toBeUndefined()
    },
  )
})
