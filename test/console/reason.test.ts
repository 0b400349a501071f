/** What the hub says of routes and rules, as the console tells it in both languages. The sentences are the hub's own. */
import { createTranslator } from 'use-intl'
import { describe, expect, it } from 'vitest'
import { reasonIn, type Say } from '../../console/parts/reason/reason.ts'
import { reasons as en } from '../../console/texts/en/reasons.ts'
import { reasons as fr } from '../../console/texts/fr/reasons.ts'
import { whyThere } from '../../src/operations/why-there.ts'
import { conditionsOf, explainRoutes } from '../../src/routing/explain.ts'
import { compileRoutes } from '../../src/routing/route.ts'
import type { Rules } from '../../src/routing/rules.ts'
import { route, routingConfig, rules, subject } from '../routing/routing-config.ts'

const english = createTranslator({ locale: 'en', messages: en, namespace: 'reasons' }) as Say
const french = createTranslator({ locale: 'fr', messages: fr, namespace: 'reasons' }) as Say

const lead = subject()
const { alpha2 } = lead.lead.person.country
const received = Date.parse(lead.lead.received)
const offers = Array.from({ length: 8 }, (_, n) => `o.${n}`)

const routes = [
  route({ name: 'dach', when: { country: 'XK' }, to: ['eu'], otherwise: ['us'] }),
  route({ name: 'met', when: { country: [alpha2, 'XK'], repeat: false, email: { not: ['a@b', 'c@d'] } }, to: ['crm'] }),
  route({ name: 'unmet', when: { company: { not: '*' } }, to: ['shop'] }),
  route({ name: 'vm', offers, to: ['table'] }),
  route({ name: 'one', offers: ['o.1'], to: ['table'] }),
  route({ name: 'late', from: received + 1, to: ['table'] }),
  route({ name: 'over', until: received, to: ['table'] }),
  route({ name: 'took', to: ['third'], otherwise: ['fourth'] }),
]
const all = ['eu', 'us', 'crm', 'shop', 'table', 'third', 'fourth', 'spare', 'default']

function whys(parts: Partial<Rules>, more: Parameters<typeof subject> = []): string[] {
  const config = routingConfig(routes, { rules: rules(parts), otherwise: ['default'], notifying: new Set(['eu']) })
  const { reason, destinations } = whyThere(config, all, subject(...more), (told) => told)
  return [reason, ...destinations.map(({ why }) => why)]
}

const dnc = { action: { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } } as const
const educated = { person: { ...lead.lead.person, emailDomain: 'contoso.edu' } }

const said = [
  ...routes.flatMap((one) => conditionsOf(one).map(({ text }) => text)),
  ...explainRoutes(routes, lead).flatMap(({ conditions }) => conditions.map(({ text }) => text)),
  ...whys({}),
  ...whys({ doNotContact: 'suppress' }, [dnc]),
  ...whys({ doNotContact: 'notify' }, [dnc]),
  ...whys({ tests: 'skip' }, [{ test: true }]),
  ...whys({ repeats: 'suppress' }, [{}, { repeat: true }]),
  ...whys({ education: 'approve', educationDomains: ['*.edu'] }, [educated]),
  ...whys({ countries: [{ in: alpha2, only: [] }] }),
  ...whys({ countries: [{ in: alpha2, only: ['us', 'crm'] }] }),
  ...whys({ countries: [{ in: alpha2, only: ['us'], redirect: 'spare' }] }),
  compileRoutes(routingConfig([])).route(lead).reason,
  ...whyThere(routingConfig([], { otherwise: ['default'] }), all, lead, (told) => told).destinations.map(
    ({ why }) => why,
  ),
].filter((text) => text !== '')

/** Words of the hub's sentences that are no values of an operator. */
const ofTheHub =
  /\b(is|not|none|one of|every|offer is|in force|leads|goes?|here|only|matches|names|takes?|otherwise|suppressed|skipped|blocked|waits|more)\b/

describe('what the hub says of routes and rules', () => {
  it('covers all sentences that the console knows, but those about a lead that cannot be told of', () => {
    const known = new Set<string>()
    for (const text of said) {
      reasonIn((key, values) => {
        known.add(key)
        return english(key, values)
      }, text)
    }
    const others = ['notRouted', 'notKept', 'nothingToRead']
    expect([...known].sort()).toEqual(
      Object.keys(en.reasons)
        .filter((key) => !others.includes(key))
        .sort(),
    )
  })

  it.each([...new Set(said)])('is the same in English, and has no English word in French: %s', (text) => {
    expect(reasonIn(english, text)).toBe(text)
    expect(reasonIn(french, text)).not.toMatch(ofTheHub)
  })

  it('keeps the values of the operator, and what is not known', () => {
    expect(reasonIn(french, 'company is one of Is not, "none of"')).toBe('company est parmi Is not, "none of"')
    expect(reasonIn(french, 'route dach: campaign.term is a; b is c')).toBe('route dach : campaign.term est a; b est c')
    expect(reasonIn(french, 'Something else.')).toBe('Something else.')
    expect(reasonIn(french, 'route vm: offer is none of a, b and 3 more')).toBe(
      'route vm : offer n’est pas parmi a, b et 3 de plus',
    )
  })

  it('says why nothing can be told of a lead', () => {
    expect(reasonIn(french, 'The lead has not been routed yet.')).toBe('Le prospect n’a pas encore été aiguillé.')
    const erased = 'The lead is erased: it holds nothing that routes could read.'
    expect(reasonIn(english, erased)).toBe(erased)
    expect(reasonIn(french, erased)).toContain('dans l’état erased')
  })
})
