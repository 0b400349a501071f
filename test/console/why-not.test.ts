import { describe, expect, it } from 'vitest'
import { notSent } from '../../console/pages/routing/why-not.ts'

const routes = [
  { name: 'dach', to: ['eu'], otherwise: ['us'] },
  { name: 'vm', to: ['us', 'table'], otherwise: [] },
]
const run = { destinations: [], withheld: [], routes: [] }

describe('a destination that a lead would not go to', () => {
  it('is left out where the lead goes there', () => {
    const sent = { ...run, destinations: [{ destination: 'eu' }] as never }
    expect(notSent(sent, ['eu'], routes)).toEqual([])
  })

  it('tells the rule that keeps the lead away, before any route', () => {
    const withheld = [{ destination: 'eu', route: 'dach', why: 'leads of FR are blocked' }]
    expect(notSent({ ...run, withheld }, ['eu'], routes)).toEqual([
      { destination: 'eu', kind: 'rule', why: 'leads of FR are blocked', routes: [] },
    ])
  })

  it('tells that no route names it', () => {
    expect(notSent(run, ['spare'], routes)).toEqual([{ destination: 'spare', kind: 'unnamed', routes: [] }])
  })

  it('tells of each route that names it the conditions that are not met', () => {
    const told = [
      { route: 'dach', to: ['eu'], unmet: [] },
      { route: 'vm', to: [], unmet: ['none of its offers'] },
    ]
    expect(notSent({ ...run, routes: told }, ['us', 'table'], routes)).toEqual([
      {
        destination: 'us',
        kind: 'routes',
        routes: [
          { route: 'dach', unmet: [] },
          { route: 'vm', unmet: ['none of its offers'] },
        ],
      },
      { destination: 'table', kind: 'routes', routes: [{ route: 'vm', unmet: ['none of its offers'] }] },
    ])
  })
})
