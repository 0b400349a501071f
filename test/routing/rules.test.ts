import { describe, expect, it } from 'vitest'
import type { Lead } from '../../src/lead/lead.ts'
import { compileRoutes, type Routed } from '../../src/routing/route.ts'
import type { Rules } from '../../src/routing/rules.ts'
import type { Subject } from '../../src/routing/subject.ts'
import { route, routingConfig, rules, subject } from './routing-config.ts'

const { person } = subject().lead

/** A route to `crm` and `mail`, of which `mail` only tells people. */
function sorted(parts: Partial<Rules>, lead: Partial<Lead>, more: Partial<Subject> = {}): Routed {
  const notifying = new Set(['mail'])
  return compileRoutes(routingConfig([route({ to: ['crm', 'mail'] })], { rules: rules(parts), notifying })).route(
    subject(lead, more),
  )
}

const places = ({ targets }: Routed) => targets.map(({ destination }) => destination)
const how = ({ targets }: Routed) => targets.map(({ handling }) => handling.join(','))

describe('do-not-contact leads', () => {
  const dnc = { action: { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } } as const

  it('are delivered by default: the connectors set the fields for it', () => {
    expect(places(sorted({}, dnc))).toEqual(['crm', 'mail'])
  })

  it('are only announced under the rule notify', () => {
    expect(sorted({ doNotContact: 'notify' }, dnc)).toMatchObject({
      state: 'routed',
      targets: [{ destination: 'mail' }],
      reason: 'do-not-contact leads are only announced: not to crm',
    })
  })

  it('are suppressed under the rule suppress, and no other lead is', () => {
    expect(sorted({ doNotContact: 'suppress' }, dnc)).toMatchObject({
      state: 'suppressed',
      targets: [],
      reason: 'do-not-contact leads are suppressed: not to crm, mail',
    })
    expect(places(sorted({ doNotContact: 'suppress' }, {}))).toEqual(['crm', 'mail'])
  })
})

describe('leads of universities', () => {
  const student = { person: { ...person, email: 'a@cs.uni.edu', emailDomain: 'cs.uni.edu' } }

  it('are delivered unchanged by default', () => {
    expect(how(sorted({}, student))).toEqual(['', ''])
  })

  it('are delivered without personal data under the rule withhold', () => {
    expect(how(sorted({ education: 'withhold' }, student))).toEqual(['withhold', 'withhold'])
    expect(how(sorted({ education: 'withhold' }, {}))).toEqual(['', ''])
  })

  it('wait for a person under the rule approve, and are delivered once approved', () => {
    const waiting = sorted({ education: 'approve' }, student)
    expect(waiting).toMatchObject({ state: 'suppressed', reason: 'it waits for approval: not to crm, mail' })
    expect(places(sorted({ education: 'approve' }, student, { approved: true }))).toEqual(['crm', 'mail'])
  })

  it('tell their destinations after an approval', () => {
    expect(sorted({ education: 'approve' }, student).awaiting).toEqual(['crm', 'mail'])
    expect(sorted({ education: 'approve', repeats: 'suppress' }, student, { repeat: true }).awaiting).toEqual([])
    expect(sorted({ education: 'approve' }, student, { approved: true }).awaiting).toEqual([])
    const german = { person: { ...student.person, country: { raw: '', alpha2: 'DE', alpha3: '', name: '' } } }
    const countries = [{ in: 'DE', only: ['mail'], redirect: 'crm-eu' }]
    expect(sorted({ education: 'approve', countries }, german).awaiting).toEqual(['mail', 'crm-eu'])
  })

  it('are recognised by the domains of the configuration', () => {
    const parts = { education: 'withhold', educationDomains: ['*.ac.uk'] } as const
    expect(how(sorted(parts, student))).toEqual(['', ''])
    expect(how(sorted(parts, { person: { ...person, emailDomain: 'cam.ac.uk' } }))).toEqual(['withhold', 'withhold'])
  })
})

describe('test leads', () => {
  it.each([
    ['deliver', ['crm', 'mail'], ['', '']],
    ['mark', ['crm', 'mail'], ['mark', 'mark']],
    ['skip', [], []],
  ] as const)('with tests: %s go to %j', (tests, where, handling) => {
    const result = sorted({ tests }, { test: true })
    expect([places(result), how(result)]).toEqual([where, handling])
  })
})

describe('repeats of a person', () => {
  it.each([
    ['deliver', ['crm', 'mail'], ['', '']],
    ['merge', ['crm', 'mail'], ['merge', 'merge']],
    ['suppress', [], []],
  ] as const)('with repeats: %s go to %j', (repeats, where, handling) => {
    const result = sorted({ repeats }, {}, { repeat: true })
    expect([places(result), how(result)]).toEqual([where, handling])
  })

  it('do not include the first lead', () => {
    expect(places(sorted({ repeats: 'suppress' }, {}))).toEqual(['crm', 'mail'])
  })

  it('are delivered if they are do-not-contact, because the far end knows the person', () => {
    const dnc = { action: { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } } as const
    expect(places(sorted({ repeats: 'suppress' }, dnc, { repeat: true }))).toEqual(['crm', 'mail'])
  })
})

describe('leads of a country', () => {
  const from = (alpha2: string) => ({ person: { ...person, country: { raw: '', alpha2, alpha3: '', name: '' } } })

  it('go only to the destinations of their rule', () => {
    const parts = { countries: [{ in: ['DE', 'AT', 'CH'], only: ['crm'] }] }
    expect(sorted(parts, from('AT'))).toMatchObject({
      targets: [{ destination: 'crm' }],
      reason: 'leads of DE, AT, CH go to crm only: not to mail',
    })
    expect(places(sorted(parts, from('FR')))).toEqual(['crm', 'mail'])
  })

  it('are redirected: the redirect destination gets the lead once instead of the others', () => {
    const parts = { countries: [{ in: 'EU', only: [], redirect: 'crm-eu' }] }
    expect(places(sorted(parts, from('DE')))).toEqual(['crm-eu'])
    expect(places(sorted({ countries: [{ in: 'EU', only: ['mail'], redirect: 'crm' }] }, from('DE')))).toEqual([
      'crm',
      'mail',
    ])
  })

  it('are not redirected if another rule keeps them from the destination', () => {
    const { country } = from('DE').person
    const countries = [{ in: 'DE', only: [], redirect: 'crm' }]
    const dnc = { ...from('DE'), action: { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } } as const
    expect(sorted({ doNotContact: 'notify', countries }, dnc)).toMatchObject({ state: 'suppressed', targets: [] })
    const student = { person: { ...person, country, email: 'a@uni.edu', emailDomain: 'uni.edu' } }
    const routes = [
      route({ name: 'a', to: ['mail'] }),
      route({ name: 'b', to: ['crm'], switches: { education: 'approve' } }),
    ]
    const router = compileRoutes(routingConfig(routes, { rules: rules({ countries }) }))
    expect(places(router.route(subject(student)))).toEqual([])
    expect(places(router.route(subject(student, { approved: true })))).toEqual(['crm'])
  })

  it('are redirected if one of their routes allows it, in any order', () => {
    const dnc = { ...from('DE'), action: { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } } as const
    const routes = [
      route({ name: 'tell', to: ['mail'], switches: { doNotContact: 'notify' } }),
      route({ name: 'keep', to: ['crm'] }),
    ]
    for (const some of [routes, routes.toReversed()]) {
      const countries = [{ in: 'DE', only: [], redirect: 'crm-eu' }]
      const router = compileRoutes(routingConfig(some, { rules: rules({ countries }), notifying: new Set(['mail']) }))
      expect(router.route(subject(dnc)).targets).toMatchObject([{ destination: 'crm-eu', route: 'keep' }])
    }
  })

  it('of two rules go only to destinations that both rules allow', () => {
    const countries = [
      { in: 'DE', only: ['crm'] },
      { in: 'EU', only: ['mail'], redirect: 'crm-eu' },
    ]
    expect(places(sorted({ countries }, from('DE')))).toEqual([])
    expect(places(sorted({ countries: countries.toReversed() }, from('DE')))).toEqual([])
    expect(places(sorted({ countries }, from('FR')))).toEqual(['mail', 'crm-eu'])
  })

  it('are blocked by a rule without destinations', () => {
    expect(sorted({ countries: [{ in: 'RU', only: [] }] }, from('RU'))).toMatchObject({
      state: 'suppressed',
      reason: 'leads of RU are blocked: not to crm, mail',
    })
  })

  it('that is unknown have a rule of their own', () => {
    const parts = { countries: [{ in: 'unknown', only: ['mail'] }] }
    expect(places(sorted(parts, from('')))).toEqual(['mail'])
    expect(places(sorted(parts, from('DE')))).toEqual(['crm', 'mail'])
  })
})
