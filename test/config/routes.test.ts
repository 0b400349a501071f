import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError, describeProblem } from '../../src/config/problems.ts'
import { plain } from './connector.ts'

const env = { KEY: 'a-key-of-the-source', TOKEN: 'a-token-of-the-crm' }

const file = (routing: string) => `
sources: { web: { type: marketplace, key: "\${env:KEY}" } }
destinations:
  crm-eu: { type: plain, url: "https://eu.example", token: "\${env:TOKEN}" }
  crm-us: { type: plain, url: "https://us.example", token: "\${env:TOKEN}" }
${routing}`

const read = (routing: string) => readConfig(file(routing), { connectors: [plain], env })

function told(routing: string): string[] {
  try {
    read(routing)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(describeProblem)
    throw error
  }
}

describe('a route', () => {
  it('is read as the operator means it', () => {
    const { routes } = read(
      `
routes:
  - name: dach
    offers: [contoso.*, Contoso Router]
    from: 2026-01-01
    until: 2026-12-31
    when:
      country: DACH
      action: [INS, Create]
      emailDomain: { not: "*.edu" }
      campaign.mktcmpid: present
      test: false
    to: [crm-eu, { destination: crm-us, mapping: { subject: "{{ offer.title }}" } }]
    otherwise: [crm-us-2]
    repeats: merge`.replace('crm-us-2', 'crm-us'),
    )
    expect(routes).toMatchObject([
      {
        name: 'dach',
        to: ['crm-eu', 'crm-us'],
        otherwise: ['crm-us'],
        switches: { repeats: 'merge' },
        from: Date.parse('2026-01-01T00:00:00Z'),
        // The last day is included.
        until: Date.parse('2027-01-01T00:00:00Z'),
      },
    ])
  })

  it('keeps the time zones of its times', () => {
    const { routes } = read('routes: [{ name: a, to: [crm-eu], until: "2026-12-31T18:00:00+01:00" }]')
    expect(routes[0]?.until).toBe(Date.parse('2026-12-31T17:00:00Z'))
  })

  it.each([
    ['{ name: a, to: [crm-euu] }', 'routes.0.to.0: no destination is named crm-euu (did you mean crm-eu?)'],
    [
      '{ name: a, to: [{ destination: crm-euu }] }',
      'routes.0.to.0.destination: no destination is named crm-euu (did you mean crm-eu?)',
    ],
    [
      '{ name: a, to: [crm-eu], otherwise: [x] }',
      'routes.0.otherwise.0: no destination is named x (known: crm-eu, crm-us)',
    ],
    [
      '{ name: a, to: [crm-eu], when: { contry: DE } }',
      'routes.0.when.contry: a lead has no property contry (did you mean country?)',
    ],
    [
      '{ name: a, to: [crm-eu], when: { country: [DE, Absurdistan] } }',
      'routes.0.when.country: Absurdistan names no country; write an ISO code such as DE, a name, or EU, EEA, DACH, UNKNOWN',
    ],
    ['{ name: a, to: [crm-eu], when: { test: maybe } }', 'routes.0.when.test: must be true or false'],
    [
      '{ name: a, to: [crm-eu], when: { company: { not: x, nott: y } } }',
      'routes.0.when.company.nott: unknown key (did you mean not?)',
    ],
    [
      '{ name: a, to: [crm-eu], from: soon }',
      'routes.0.from: must be a date such as 2027-01-31, or a time with its zone such as 2027-01-31T18:00:00Z',
    ],
    [
      '{ name: a, to: [crm-eu], from: 2026-05-01, until: 2026-04-01 }',
      'routes.0.until: lies before from: the route would never be in force',
    ],
    ['{ name: otherwise, to: [crm-eu] }', 'routes.0.name: is the name of what no route takes'],
    [
      '{ name: a, to: [{ destination: crm-eu, mapping: { subject: "{{ ofer.title }}" } }] }',
      'routes.0.to.0.mapping.subject: a lead has no property ofer.title (did you mean offer.title?)',
    ],
    [
      '{ name: a, to: [{ destination: crm-eu, mapping: { subject: "{{ offer.title | upcas }}" } }] }',
      /^routes.0.to.0.mapping.subject: undefined filter: upcas.* \(did you mean upcase\?\)$/,
    ],
    [
      '{ name: a, to: [{ destination: crm-eu, maping: {} }] }',
      'routes.0.to.0.maping: unknown key (did you mean mapping?)',
    ],
    [
      '{ name: a, to: [crm-eu], tests: skipp }',
      /^routes.0.tests: must be deliver, mark or skip; it is “skipp” \(did you mean skip\?\)/,
    ],
  ])('%s is told', (route, problem) => {
    const problems = told(`routes: [${route}]`)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })

  it('must not map one destination twice', () => {
    const twice = '{ destination: crm-eu, mapping: { subject: x } }'
    expect(told(`routes: [{ name: a, to: [${twice}, ${twice}] }]`)).toEqual([
      'routes.0.to.1.mapping: the list has a mapping for crm-eu already; make a route of its own for this one',
    ])
  })
})

describe('a mapping for a destination that the same list names without a mapping', () => {
  const mapped = '{ destination: crm-eu, mapping: { subject: x } }'
  const message = 'crm-eu stands in this list without a mapping, too; make a route of its own for one of them'

  it.each([
    [`routes: [{ name: a, to: [crm-eu, ${mapped}] }]`, 'routes.0.to.1'],
    [`routes: [{ name: a, to: [crm-us], otherwise: [${mapped}, { destination: crm-eu }] }]`, 'routes.0.otherwise.0'],
    [`otherwise: [crm-eu, ${mapped}]`, 'otherwise.1'],
  ])('is told: %s', (routing, place) => {
    expect(told(routing)).toEqual([`${place}.mapping: ${message}`])
  })
})

describe('a mapping of a route', () => {
  const config = read(`
routes:
  - { name: plain, to: [crm-eu] }
  - { name: own, to: [{ destination: crm-eu, mapping: { subject: "{{ offer.name }}" } }] }`)

  it('stands next to the destination’s own mapping', () => {
    const destination = config.destinations.get('crm-eu')
    expect([...(destination?.byRoute.keys() ?? [])]).toEqual(['own'])
    expect(destination?.byRoute.get('own')?.['subject']?.template).toBe('{{ offer.name }}')
    expect(destination?.fields['subject']?.template).toBe('{{ offer.title }}')
  })

  it('counts for the list that holds it', () => {
    const templates = (to: string, otherwise: string) => {
      const { destinations } = read(`routes: [{ name: a, to: [${to}], otherwise: [${otherwise}] }]`)
      const byRoute = destinations.get('crm-eu')?.byRoute ?? new Map()
      return Object.fromEntries([...byRoute].map(([name, fields]) => [name, fields['subject']?.template]))
    }
    const mapped = (text: string) => `{ destination: crm-eu, mapping: { subject: ${text} } }`
    expect(templates('crm-eu', mapped('x'))).toEqual({ 'a:otherwise': 'x' })
    expect(templates(mapped('x'), 'crm-eu')).toEqual({ a: 'x' })
    expect(templates(mapped('x'), mapped('y'))).toEqual({ a: 'x', 'a:otherwise': 'y' })
    // Deliveries that were made while `to` named the destination, too, find the mapping by the other name.
    expect(templates('crm-us', mapped('y'))).toEqual({ a: 'y', 'a:otherwise': 'y' })
  })

  it('changes the destination, so that a held destination is checked again', () => {
    const hash = (routing: string) => read(routing).destinations.get('crm-eu')?.settingsHash
    const mapped = (text: string) =>
      `routes: [{ name: a, to: [{ destination: crm-eu, mapping: { subject: ${text} } }] }]`
    expect(hash(mapped('x'))).not.toBe(hash(mapped('y')))
    expect(hash('routes: [{ name: a, to: [crm-eu] }]')).toBe(hash('routes: []'))
  })
})

describe('the rules', () => {
  it('have documented defaults', () => {
    const { rules, repeatsWithin, otherwise } = read('')
    expect(rules).toMatchObject({ doNotContact: 'deliver', education: 'deliver', tests: 'deliver', repeats: 'deliver' })
    expect(rules).toMatchObject({ educationDomains: ['*.edu'], countries: [] })
    expect([repeatsWithin, otherwise]).toEqual([30 * 86_400_000, []])
  })

  it.each([
    ['rules: { countries: [{ in: Atlantis, only: [] }] }', /^rules.countries.0.in: Atlantis names no country/],
    [
      'rules: { countries: [{ in: DE, only: [crm-euu] }] }',
      'rules.countries.0.only.0: no destination is named crm-euu (did you mean crm-eu?)',
    ],
    [
      'rules: { countries: [{ in: DE, only: [], redirect: crm-euu }] }',
      'rules.countries.0.redirect: no destination is named crm-euu (did you mean crm-eu?)',
    ],
    ['otherwise: [crm-euu]', 'otherwise.0: no destination is named crm-euu (did you mean crm-eu?)'],
    ['rules: { repeatsWithin: soon }', /^rules.repeatsWithin: must be a duration/],
  ])('%s is told', (text, problem) => {
    const problems = told(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })
})
