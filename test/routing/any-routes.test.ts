import { describe, expect, it } from 'vitest'
import { type Condition, compileCondition } from '../../src/routing/condition.ts'
import { compileRoutes, type Route } from '../../src/routing/route.ts'
import type { Subject } from '../../src/routing/subject.ts'
import { type Random, seeded } from '../random.ts'
import { route, routingConfig, subject } from './routing-config.ts'

const received = Date.parse(subject().lead.received)

const asked: Record<string, readonly Condition[]> = {
  country: [
    'DE',
    'germany',
    ['DE', 'US'],
    'DACH',
    'UNKNOWN',
    'present',
    'D*',
    '*',
    { not: 'EU' },
    { not: ['US', 'absent'] },
  ],
  emailDomain: [
    'contoso.com',
    ['CONTOSO.com', 'a.example'],
    '*.example',
    'absent',
    { not: 'a.example' },
    { not: '*.com' },
  ],
  source: ['marketplace', ['SPZA', 'azuremarketplace'], { not: ['marketplace', 'SPZA'] }],
  'campaign.id': [10, ['10', 'x'], { not: 10 }, 'X', ['x', 'absent'], { not: 'present' }],
  test: [true, 'false', { not: true }],
  repeat: [false, 'TRUE'],
}

const destinations = ['a', 'b', 'c', 'd']

function anyRoute(random: Random, name: string): Route {
  const names = Object.keys(asked).filter(() => random.below(3) === 0)
  const some = (least: number) => Array.from({ length: least + random.below(3) }, () => random.pick(destinations))
  return route({
    name,
    offers: [random.pick(['*', 'contoso.my-app', 'contoso.other', 'contoso.*'])],
    when: Object.fromEntries(names.map((one) => [one, random.pick(asked[one]!)])),
    from: random.below(4) === 0 ? received + random.below(3) - 1 : undefined,
    until: random.below(4) === 0 ? received + random.below(3) - 1 : undefined,
    to: some(1),
    otherwise: random.below(2) === 0 ? some(0) : [],
  })
}

function anyLead(random: Random): Subject {
  const { person } = subject().lead
  const alpha2 = random.pick(['DE', 'US', 'AT', ''])
  const code = random.pick(['AzureMarketplace', 'SPZA', ''])
  const offer = random.pick(['my-app', 'other', 'third'])
  return subject(
    {
      offer: { id: `contoso.${offer}`, publisher: 'contoso', name: offer, title: '' },
      person: {
        ...person,
        emailDomain: random.pick(['contoso.com', 'a.example', '']),
        country: { ...person.country, alpha2 },
      },
      source: { endpoint: random.pick(['marketplace', 'web']), code, label: code, text: code },
      campaign: random.pick<Record<string, string>>([
        {},
        { ID: '10.0' },
        { id: 'x' },
        { id: '', Id: 'X' },
        { id: '10' },
      ]),
      test: random.below(2) === 0,
    },
    { repeat: random.below(2) === 0 },
  )
}

/** A second implementation of routes: it asks each route in turn. */
function places(routes: readonly Route[], about: Subject): string[] {
  const found = new Map<string, string>()
  for (const { name, offers, when, from = 0, until = Number.MAX_VALUE, to, otherwise } of routes) {
    const { id } = about.lead.offer
    if (!['*', id, id.replace(/\..*/, '.*')].includes(offers[0]!) || received < from || received >= until) continue
    const isMet = Object.entries(when).every(([one, condition]) => compileCondition(one, condition).matches(about))
    for (const destination of isMet ? to : otherwise) if (!found.has(destination)) found.set(destination, name)
  }
  return [...found].map(([destination, name]) => `${name}>${destination}`)
}

describe('many routes', () => {
  it('decide as each route decides alone, for any lead', () => {
    const random = seeded(11)
    for (let round = 0; round < 100; round++) {
      const routes = Array.from({ length: random.below(30) }, (_, at) => anyRoute(random, `route-${at}`))
      const router = compileRoutes(routingConfig(routes))
      for (let n = 0; n < 20; n++) {
        const about = anyLead(random)
        const { targets } = router.route(about)
        expect(targets.map(({ route: name, destination }) => `${name.split(':')[0]}>${destination}`)).toEqual(
          places(routes, about),
        )
      }
    }
  })
})
