import { describe, expect, it } from 'vitest'
import { readDestination } from '../../src/config/destination.ts'
import { describeProblem } from '../../src/config/problems.ts'
import { plain } from './connector.ts'

const right = { type: 'plain', url: 'https://crm.example/leads', token: 'right-token' }

const read = (written: Record<string, unknown>) => readDestination('crm', written, [plain])
const told = (written: Record<string, unknown>) => read(written).problems.map(describeProblem)

describe('a destination', () => {
  it('with only the required settings has every default', () => {
    const { destination, problems } = read(right)
    expect(problems).toEqual([])
    expect(destination).toMatchObject({
      id: 'crm',
      connector: plain,
      settings: { url: right.url, token: 'right-token', former: [], mode: 'append' },
      fields: plain.fields,
      policy: {
        concurrency: 5,
        deadline: 30_000,
        retry: { first: 10_000, most: 3_600_000, within: 259_200_000 },
        rest: { after: 5, first: 15_000, most: 600_000 },
        hold: { afterRejections: 3, first: 60_000, most: 1_800_000 },
        allowNetworks: [],
      },
    })
    expect(destination?.policy.rate).toBeUndefined()
  })

  it.each([
    [{ type: 'plian' }, ['destinations.crm.type: no such connector (did you mean plain?)']],
    [{ type: undefined }, ['destinations.crm.type: no such connector (known: plain)']],
    [{ type: 'constructor' }, ['destinations.crm.type: no such connector (known: plain)']],
    [{ url: 'http://crm.example' }, ['destinations.crm.url: must start with https://']],
    [{ url: undefined }, ['destinations.crm.url: is required']],
    [{ tokn: 'x' }, ['destinations.crm.tokn: unknown key (did you mean token?)']],
    [{ delivry: {} }, ['destinations.crm.delivry: unknown key (did you mean delivery?)']],
    [
      { url: 'x', token: 'short' },
      ['destinations.crm.url: must start with https://', 'destinations.crm.token: must have at least 8 characters'],
    ],
  ])('%j is told', (change, problems) => {
    expect(told({ ...right, ...change })).toEqual(problems)
  })
})

describe('the mapping of a destination', () => {
  const fields = (mapping: object) => read({ ...right, mapping }).destination?.fields

  it('replaces the default of a field, and keeps the rest of the field', () => {
    expect(fields({ email: 'x@{{ person.emailDomain }}', note: '{{ description }}' })).toEqual({
      email: { template: 'x@{{ person.emailDomain }}', maxLength: 100, required: true },
      subject: { template: '{{ offer.title }}' },
      note: { template: '{{ description }}' },
    })
  })

  it('may set more than the template', () => {
    expect(
      fields({ subject: { template: '{{ offer.id }}', maxLength: 10, default: 'none', required: true } }),
    ).toMatchObject({
      subject: { template: '{{ offer.id }}', maxLength: 10, default: 'none', required: true },
    })
  })

  it('leaves out fields with null', () => {
    expect(Object.keys(fields({ subject: null }) ?? {})).toEqual(['email'])
  })

  it('may have fields with names of object properties', () => {
    expect(fields({ constructor: '{{ person.name }}' })).toMatchObject({
      constructor: { template: '{{ person.name }}' },
    })
  })

  it('may read any part of campaign and raw, and whole parts of a lead', () => {
    const mapping = {
      a: '{{ campaign.utm }}',
      b: '{{ raw.Any.Thing }}',
      c: '{{ person | json }}',
      d: '{% if test %}t{% endif %}',
    }
    expect(told({ ...right, mapping })).toEqual([])
  })

  it('reports every unknown property of a lead', () => {
    const mapping = {
      subject: '{{ persn.email }} {{ offer.titel }}',
      note: { template: 'x', default: '{{ person.mail }}' },
    }
    expect(told({ ...right, mapping })).toEqual([
      'destinations.crm.mapping.subject: a lead has no property persn.email (did you mean person.email?)',
      'destinations.crm.mapping.subject: a lead has no property offer.titel (did you mean offer.title?)',
      expect.stringMatching(/^destinations\.crm\.mapping\.note: a lead has no property person\.mail/),
    ])
  })

  it.each([
    ['upcas', 'did you mean upcase?'],
    ['nothingnear', 'filters: https://liquidjs.com/filters/overview.html'],
  ])('that names a filter which does not exist, %s, is told with what helps', (filter, hint) => {
    const [problem, ...others] = told({ ...right, mapping: { subject: `{{ offer.title | ${filter} }}` } })
    expect(problem).toContain(`undefined filter: ${filter}`)
    expect(problem).toContain(`(${hint})`)
    expect(others).toEqual([])
  })

  it('reports text that is not a template, also next to other problems', () => {
    expect(
      told({
        ...right,
        url: 'x',
        delivery: { deadline: 'soon' },
        mapping: { a: '{{ oops', b: 5, c: '{{ x | nofilter }}' },
      }),
    ).toEqual([
      'destinations.crm.url: must start with https://',
      expect.stringMatching(/^destinations\.crm\.mapping\.a: .*not closed/),
      expect.stringMatching(/^destinations\.crm\.mapping\.c: .*nofilter/),
    ])
  })
})

describe('the digest of the settings', () => {
  const hash = (change: object) => read({ ...right, ...change }).destination?.settingsHash

  it('stays the same without a change, in any order of the keys', () => {
    expect(hash({})).toBe(hash({}))
    expect(read({ token: right.token, url: right.url, type: 'plain' }).destination?.settingsHash).toBe(hash({}))
  })

  it.each([
    [{ url: 'https://other.example' }],
    [{ token: 'another-token' }],
    [{ mode: 'replace' }],
    [{ mapping: { subject: 'x' } }],
    [{ delivery: { deadline: '5s' } }],
  ])('changes with %j, and tells nothing of it', (change) => {
    expect(hash(change)).not.toBe(hash({}))
    expect(hash(change)).toMatch(/^[0-9a-f]{16}$/)
  })
})
