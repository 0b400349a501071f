import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError, describeProblem } from '../../src/config/problems.ts'

const env = { KEY: 'a-key-of-sixteen-or-more' }

const read = (source: object) =>
  readConfig(JSON.stringify({ sources: { web: source }, destinations: {} }), { connectors: [], env }).sources.get('web')

function told(source: object): string[] {
  try {
    read(source)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(describeProblem)
    throw error
  }
  return []
}

const key = '${env:KEY}'

describe('the type', () => {
  it.each([
    [{ type: 'fom' }, 'sources.web.type: no such source type (did you mean form?)'],
    [{ type: 'Json', key }, 'sources.web.type: no such source type (did you mean json?)'],
    [{ type: 5 }, expect.stringMatching(/^sources\.web\.type: no such source type \(known: marketplace, form, json/)],
    [{ key }, expect.stringMatching(/^sources\.web\.type: is required \(known: marketplace, form, json/)],
  ])('of %j is told', (source, problem) => {
    expect(told(source)).toEqual([problem])
  })

  it('that is unknown does not hide a literal secret', () => {
    expect(told({ type: 'fom', key: 'in-the-open-in-the-open' })).toContainEqual(
      expect.stringMatching(/^sources\.web\.key: is a secret/),
    )
  })
})

describe('a key of another type, or an unknown key, is reported with the nearest known key', () => {
  it.each([
    [{ type: 'marketplace', key, origins: [] }, 'sources.web.origins: unknown key (known: '],
    [{ type: 'form', retrunTo: [] }, 'sources.web.retrunTo: unknown key (did you mean returnTo?)'],
    [{ type: 'json', key, fields: {}, lst: 'a' }, 'sources.web.lst: unknown key (did you mean list?)'],
    [{ type: 'form', limit: { max: 1, per: '1m', pre: 1 } }, 'sources.web.limit.pre: unknown key (did you mean per?)'],
  ])('%j', (source, problem) => {
    expect(told(source)).toEqual([expect.stringContaining(problem)])
  })
})

describe('a form', () => {
  it('needs no key, but a key must be long enough', () => {
    expect(read({ type: 'form' })).toMatchObject({ type: 'form', fields: {}, returnTo: [] })
    expect(told({ type: 'form', key: '${env:SHORT}' })).toHaveLength(1)
    expect(told({ type: 'marketplace' })).toEqual(['sources.web.key: is required'])
  })

  it('has valid hosts, origins and periods', () => {
    expect(
      told({
        type: 'form',
        returnTo: ['https://a.example/', 'a.example/x', 'WWW.A.example:8443'],
        origins: ['https://a.example/', 'a.example', '*', 'https://a.example'],
        limit: { max: 0, per: '10ms' },
      }).map((one) => one.slice('sources.web.'.length)),
    ).toEqual([
      'returnTo.0: must be a host alone, such as www.contoso.com',
      'returnTo.1: must be a host alone, such as www.contoso.com',
      'origins.0: must be an origin, such as https://www.contoso.com',
      'origins.1: must be an origin, such as https://www.contoso.com',
      'origins.2: must be an origin, such as https://www.contoso.com',
      expect.stringMatching(/^limit\.max: /),
      'limit.per: must be at least 1s and at most 1d',
    ])
  })

  it('has fields that are lead paths', () => {
    const fields = { 'person.emial': 'e', 'campaign.fair': 'f', 'person.company': ['a', 'b'], campaign: 'x' }
    expect(told({ type: 'form', fields })).toEqual([
      'sources.web.fields.person.emial: is no part of a lead that can be set (did you mean person.email?)',
      expect.stringMatching(/^sources\.web\.fields\.campaign: is no part of a lead that can be set/),
    ])
    expect(read({ type: 'form', fields: { 'person.company': 'a' } })).toMatchObject({
      fields: { 'person.company': ['a'] },
    })
  })
})

describe('JSON', () => {
  const json = (more: object) => told({ type: 'json', key, ...more })

  it('needs fields that are lead paths, each with an expression', () => {
    expect(json({})).toEqual(['sources.web.fields: is required'])
    expect(json({ fields: { mail: 'a', 'person.email': 'a.b)' }, list: 'x[' })).toEqual([
      'sources.web.fields.person.email: is no JMESPath: unexpected ) at character 4',
      expect.stringMatching(/^sources\.web\.fields\.mail: is no part of a lead/),
      'sources.web.list: is no JMESPath: something is missing at character 3',
    ])
  })

  const fields = { 'person.email': 'mail', 'offer.title': 'topic' }

  it.each([
    ['an object', { mail: 'a@b.c', topic: 'x' }],
    ['text', '{ "mail": "a@b.c", "topic": "x" }'],
  ])('is tried on a sample, which is %s', (_what, sample) => {
    expect(json({ fields, sample })).toEqual([])
  })

  it.each<[string, object, string[]]>([
    [
      'a field that finds nothing',
      { sample: { mail: 'a@b.c' } },
      ['fields.offer.title: finds no text in the sample; fix the expression, or add the text to the sample'],
    ],
    [
      'no lead',
      { sample: { topic: 'x' } },
      [
        'fields.person.email: finds no text in the sample; fix the expression, or add the text to the sample',
        'sample: holds no lead: neither e-mail address nor phone number, last name or company was found in it',
      ],
    ],
    ['a sample that is no JSON', { sample: '{' }, ['sample: is not JSON']],
    ['no list', { list: 'items', sample: { mail: 'a@b.c' } }, ['list: finds no list in the sample']],
    ['an empty list', { list: 'items', sample: { items: [] } }, ['list: finds an empty list in the sample']],
    ['a list', { list: 'items', sample: { items: [{ mail: 'a@b.c' }, { topic: 'x' }] } }, []],
  ])('%s in the sample is told', (_what, more, problems) => {
    expect(json({ fields, ...more })).toEqual(problems.map((one) => `sources.web.${one}`))
  })
})
