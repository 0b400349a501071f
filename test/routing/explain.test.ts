import { describe, expect, it } from 'vitest'
import { conditionsOf, explainRoutes } from '../../src/routing/explain.ts'
import type { Route } from '../../src/routing/route.ts'
import { sampleLead } from '../connectors/sample.ts'

const route = (parts: Partial<Route>): Route => ({
  ...{ name: 'r', offers: ['*'], when: {}, to: ['crm'], otherwise: [], switches: {} },
  ...parts,
})
const subject = { lead: sampleLead(), repeat: false, approved: false }
const offer = subject.lead.offer.id
const explain = (parts: Partial<Route>) => explainRoutes([route(parts)], subject)[0]
const textsOf = (parts: Partial<Route>) => explain(parts)?.conditions.map(({ met, text }) => [met, text])

describe('a route is explained', () => {
  it('by its offers', () => {
    expect(textsOf({ offers: [offer] })).toEqual([[true, `offer is ${offer}`]])
    expect(textsOf({ offers: ['none-*'] })).toEqual([[false, 'offer is not none-*']])
    expect(textsOf({})).toEqual([[true, 'every offer']])
    const many = Array.from({ length: 8 }, (_, n) => `o.${n}`)
    expect(textsOf({ offers: many })).toEqual([[false, 'offer is none of o.0, o.1, o.2, o.3, o.4 and 3 more']])
  })

  it('by its conditions, as they are met or not', () => {
    const { alpha2 } = subject.lead.person.country
    expect(textsOf({ when: { country: [alpha2, 'XK'], repeat: true } })).toEqual([
      [true, 'every offer'],
      [true, `country is one of ${alpha2}, XK`],
      [false, 'repeat is not true'],
    ])
    expect(textsOf({ when: { country: { not: alpha2 } } })?.at(-1)).toEqual([false, `country is one of ${alpha2}`])
    expect(textsOf({ when: { country: { not: 'XK' } } })?.at(-1)).toEqual([true, 'country is not XK'])
  })

  it('by its period', () => {
    const received = Date.parse(subject.lead.received)
    expect(textsOf({ from: received, until: received })).toEqual([
      [true, 'every offer'],
      [true, `in force from ${new Date(received).toISOString()}`],
      [false, `in force until ${new Date(received).toISOString()}`],
    ])
  })

  it('by what it does: its destinations, its others, or nothing', () => {
    const when = { repeat: true }
    expect(explain({ otherwise: ['rest'] })).toMatchObject({ takes: 'to', to: ['crm'], names: ['crm', 'rest'] })
    expect(explain({ when, otherwise: ['rest'] })).toMatchObject({ takes: 'otherwise', to: ['rest'] })
    expect(explain({ when })).toMatchObject({ takes: 'none', to: [] })
    expect(explain({ offers: ['none'], otherwise: ['rest'] })).toMatchObject({ takes: 'none', to: [] })
  })
})

it('the conditions of a route can be told without a lead', () => {
  const until = Date.parse('2030-01-01T00:00:00Z')
  expect(conditionsOf(route({ offers: ['a.b'], until, when: { country: { not: ['DE', 'AT'] } } }))).toEqual([
    { property: 'offer', text: 'offer is a.b' },
    { property: 'received', text: 'in force until 2030-01-01T00:00:00.000Z' },
    { property: 'country', text: 'country is none of DE, AT' },
  ])
})
