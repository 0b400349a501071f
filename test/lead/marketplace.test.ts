import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Arrival, readMarketplace, splitLeadSource } from '../../src/lead/marketplace.ts'
import { seeded } from '../random.ts'

const arrival: Arrival = {
  id: '0197a000-0000-7000-8000-000000000001',
  received: new Date('2025-11-20T14:03:12.456Z'),
  endpoint: 'marketplace',
}

function read(body: unknown, more: Partial<Arrival> = {}) {
  const lead = readMarketplace(body, { ...arrival, ...more })
  if (!lead) throw new Error('no lead in it')
  return lead
}

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

  it('the observed form, camelCase with blanks everywhere', () => {
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

  it('the test lead of the FAQ, mixed casing, marked by its person and description alone', () => {
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

  it('a row of the table MarketplaceLeads, the person as JSON text', () => {
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

  it('a person written flat beside the lead, as in a hand-made post', () => {
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

  it('given twice in two casings: the one that says something counts, whichever stands first', () => {
    expect(read({ userDetails: { Email: 'a@b.com', email: null } }).person.email).toBe('a@b.com')
    expect(read({ userDetails: { email: '', Email: 'a@b.com' } }).person.email).toBe('a@b.com')
  })

  it('named like properties of every object change nothing', () => {
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

describe('what may be missing', () => {
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

describe('LeadSource', () => {
  it.each([
    ['AzureMarketplace', 'AzureMarketplace', '', ''],
    ['SPZA-PLT|contoso.app', 'SPZA', 'PLT', 'contoso.app'],
    [
      'AzureMarketplace-INS|checkpoint.check-point-r77-10sg-byol',
      'AzureMarketplace',
      'INS',
      'checkpoint.check-point-r77-10sg-byol',
    ],
    [
      'AzurePortal-Create|docusign.3701c77e-1cfa-4c56-91e6-3ed0b622145a',
      'AzurePortal',
      'Create',
      'docusign.3701c77e-1cfa-4c56-91e6-3ed0b622145a',
    ],
    [' SPZA - PLT | contoso.my-app ', 'SPZA', 'PLT', 'contoso.my-app'],
    ['AzureMarketplace|contoso.my-app', 'AzureMarketplace', '', 'contoso.my-app'],
    ['TestDrive-StartTestDrive', 'TestDrive', 'StartTestDrive', ''],
    ['New-Source-With-Hyphens|a.b', 'New', 'Source-With-Hyphens', 'a.b'],
    ['SPZA-INS|a.b|c', 'SPZA', 'INS', 'a.b|c'],
    ['', '', '', ''],
    ['|', '', '', ''],
    ['-', '', '', ''],
    ['AppSource (SPZA)', 'AppSource (SPZA)', '', ''],
  ])('%j is taken apart', (text, source, action, offer) => {
    expect(splitLeadSource(text)).toEqual({ source, action, offer })
  })

  it('composed: gives source, action and offer, and stays as it was received', () => {
    const text = 'AzurePortal-Create|bitnami.open-edx-cypress'
    expect(read({ LeadSource: text })).toMatchObject({
      source: { code: 'AzurePortal', label: 'Azure portal', text },
      action: { code: 'Create', stage: 'active' },
      offer: { id: 'bitnami.open-edx-cypress', publisher: 'bitnami', name: 'open-edx-cypress' },
    })
  })

  it('ActionCode goes before the action in it', () => {
    expect(read({ LeadSource: 'SPZA-INS|a.b', ActionCode: 'PLT' }).action.code).toBe('PLT')
  })

  it('unknown sources and actions are valid', () => {
    expect(read({ LeadSource: 'Moon-Landing|a.b' })).toMatchObject({
      source: { code: 'Moon', label: 'Moon' },
      action: { code: 'Landing', label: 'Landing', stage: 'unknown' },
    })
  })
})

describe('the offer', () => {
  it.each([
    [
      'the ingest URL, before all else',
      { LeadSource: 'SPZA-INS|other.app', OfferTitle: 'T' },
      'contoso.my-app',
      'contoso.my-app',
      'T',
    ],
    ['LeadSource', { LeadSource: 'SPZA-INS|other.app', OfferTitle: 'T' }, undefined, 'other.app', 'T'],
    ['ProductId', { ProductId: 'other.app', OfferDisplayName: 'D' }, undefined, 'other.app', 'D'],
    [
      'ProductId, where LeadSource names a title',
      { LeadSource: 'SPZA-INS | Contoso Test', ProductId: 'other.app' },
      undefined,
      'other.app',
      'Contoso Test',
    ],
    ['nobody: only a title is known', { OfferTitle: 'Contoso Test' }, undefined, '', 'Contoso Test'],
    [
      'nobody: the title stands in LeadSource',
      { LeadSource: 'SPZA-INS | Contoso Test' },
      undefined,
      '',
      'Contoso Test',
    ],
    [
      'LeadSource, where the ingest URL names a title',
      { LeadSource: 'SPZA-INS|other.app' },
      'Contoso Test',
      'other.app',
      'Contoso Test',
    ],
  ])('is named by %s', (_who, body, offer, id, title) => {
    expect(read(body, { offer }).offer).toMatchObject({ id, title })
  })

  it('is publisher and name, split at the first dot', () => {
    expect(read({ LeadSource: 'x-y|pub.na.me-1' }).offer).toEqual({
      id: 'pub.na.me-1',
      publisher: 'pub',
      name: 'na.me-1',
      title: '',
    })
  })
})

describe('Description', () => {
  it.each([
    ['text', 'Please call me', 'Please call me', {}],
    ['a single blank', ' ', '', {}],
    ['Campaigns without one', 'Campaigns: ', 'Campaigns:', {}],
    ['Campaigns with some', 'Campaigns: spring, summer', 'Campaigns: spring, summer', { campaigns: 'spring, summer' }],
    [
      "the listing URL's parameters as JSON text",
      '{"mktcmpid":"1234","partnerid":98765}',
      '{"mktcmpid":"1234","partnerid":98765}',
      { mktcmpid: '1234', partnerid: '98765' },
    ],
    ['JSON text that is broken', '{"mktcmpid":', '{"mktcmpid":', {}],
    ['braces that are no JSON', '{hello}', '{hello}', {}],
    ['a list as JSON text', '["a"]', '["a"]', {}],
    [
      'an object',
      { mktcmpid: '1234', deep: { x: 1 } },
      '{"mktcmpid":"1234","deep":{"x":1}}',
      { mktcmpid: '1234', deep: '' },
    ],
    ['null', null, '', {}],
    ['a number', 5, '5', {}],
  ])('may be %s', (_what, written, description, campaign) => {
    expect(read({ LeadSource: 'SPZA', Description: written })).toMatchObject({ description, campaign })
  })
})

describe('a test lead', () => {
  const token = 'MSFT_TEST_636573304831318844'

  it.each([
    ['its name', { userDetails: { firstName: token } }],
    ['its e-mail', { userDetails: { email: `${token}@test.com` } }],
    ['its description', { description: token }],
    ['its lead source', { leadSource: `${token}-${token}|Offer` }],
    ['its customer info as JSON text', { customerInfo: JSON.stringify({ Title: token }) }],
    ['a field nobody knows', { leadSource: 'SPZA', extra: [{ deep: token }] }],
  ])('is known by %s', (_where, body) => {
    expect(read(body)).toMatchObject({ test: true, sent: '2018-03-22T15:48:03.131Z' })
  })

  it.each(['MSFT_TEST_', 'MSFT_TEST_1', 'MSFT_TEST_6365733048313188440000'])('%s has no readable ticks', (text) => {
    expect(read({ description: text })).toMatchObject({ test: true, sent: '' })
  })
})

describe('when it was made', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['2018-09-28T18:24:18Z', '2018-09-28T18:24:18.000Z'],
    ['2018-09-28T18:24:18.1234567Z', '2018-09-28T18:24:18.123Z'],
    ['2018-09-28T18:24:18', '2018-09-28T18:24:18.000Z'],
    ['9/28/2018 6:24:18 PM', '2018-09-28T18:24:18.000Z'],
    ['2018-09-28T20:24:18+02:00', '2018-09-28T18:24:18.000Z'],
    ['not a time', ''],
    ['', ''],
  ])('CreatedTime %j is %j wherever the hub runs', (written, sent) => {
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles']) {
      vi.stubEnv('TZ', zone)
      expect(read({ LeadSource: 'SPZA', CreatedTime: written }).sent).toBe(sent)
    }
  })
})

describe('hostile bodies', () => {
  const deep = (open: string, close: string, levels: number) =>
    JSON.parse(open.repeat(levels) + '1' + close.repeat(levels))

  it('a body nested deeper than the stack is read like any other', () => {
    const lists = deep('[', ']', 100_000)
    expect(read({ userDetails: { email: 'a@b.com' }, extra: lists }).person.email).toBe('a@b.com')
    const objects = deep('{"a":', '}', 40_000)
    expect(read({ LeadSource: 'SPZA', Description: objects }).description).toBe('')
    expect(read({ userDetails: objects, LeadSource: 'SPZA' }).source.code).toBe('SPZA')
  })

  it('texts of a quarter of a megabyte in every field are read in no time', () => {
    const long = 'x-|{ '.repeat(50_000)
    const began = performance.now()
    const lead = read({
      userDetails: { firstName: long, email: long, phone: long, country: long, company: long },
      leadSource: long,
      offerTitle: long,
      description: `{${long}}`,
    })
    expect(lead.person.company).toHaveLength(long.trim().length)
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  it('whatever stands in them, reading never fails and every text is clean', () => {
    const random = seeded(4)
    const keys = ['userDetails', 'CustomerInfo', 'LEADSOURCE', 'ActionCode', 'offerTitle', 'Description', 'CreatedTime']
    const inner = ['FirstName', 'email', 'PHONE', 'Country', '__proto__', 'constructor', 'title']
    const value = (depth: number): unknown => {
      const kind = random.below(9)
      if (kind === 0) return null
      if (kind === 1) return random.next() * 10 ** random.below(30)
      if (kind === 2) return random.next() < 0.5
      if (kind === 3 && depth > 0) return [value(depth - 1), value(depth - 1)]
      if (kind === 4 && depth > 0) return object(inner, depth - 1)
      if (kind === 5) return JSON.stringify(object(inner, 0))
      return random.text(40)
    }
    const object = (names: readonly string[], depth: number) =>
      Object.fromEntries(Array.from({ length: random.below(6) }, () => [random.pick(names), value(depth)]))
    for (let n = 0; n < 3_000; n++) {
      const body: unknown = JSON.parse(JSON.stringify(object(keys, 2)))
      const lead = readMarketplace(body, arrival)
      if (!lead) continue
      const { raw, ...stored } = lead
      expect(raw).toBe(body)
      const text = JSON.stringify(stored)
      expect(text).not.toMatch(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i)
      expect(lead.sent).toMatch(/^($|[+-]?\d{4,6}-)/)
    }
  })
})
