import { afterEach, describe, expect, it, vi } from 'vitest'
import { splitLeadSource } from '../../src/lead/lead-source.ts'
import { readMarketplace } from '../../src/lead/marketplace.ts'
import { seeded } from '../random.ts'
import { arrival, read } from './read.ts'

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

  it('is composed of source, action and offer, and is also stored as received', () => {
    const text = 'AzurePortal-Create|bitnami.open-edx-cypress'
    expect(read({ LeadSource: text })).toMatchObject({
      source: { code: 'AzurePortal', label: 'Azure portal', text },
      action: { code: 'Create', stage: 'active' },
      offer: { id: 'bitnami.open-edx-cypress', publisher: 'bitnami', name: 'open-edx-cypress' },
    })
  })

  it('has an action that counts less than ActionCode', () => {
    expect(read({ LeadSource: 'SPZA-INS|a.b', ActionCode: 'PLT' }).action.code).toBe('PLT')
  })

  it('may have unknown sources and actions', () => {
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

describe('the time of the sender', () => {
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

  it('a body nested deeper than the stack is read', () => {
    const lists = deep('[', ']', 100_000)
    expect(read({ userDetails: { email: 'a@b.com' }, extra: lists }).person.email).toBe('a@b.com')
    const objects = deep('{"a":', '}', 40_000)
    expect(read({ LeadSource: 'SPZA', Description: objects }).description).toBe('')
    expect(read({ userDetails: objects, LeadSource: 'SPZA' }).source.code).toBe('SPZA')
  })

  it('texts of a quarter of a megabyte in every field are read fast', () => {
    const long = 'x-|{ '.repeat(50_000)
    const began = performance.now()
    const lead = read({
      userDetails: { firstName: long, email: long, phone: long, country: long, company: long },
      leadSource: long,
      offerTitle: long,
      description: `{${long}}`,
    })
    expect(lead.person.company).toHaveLength(long.trim().length)
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('whatever they hold, reading never fails and every text is clean', () => {
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
