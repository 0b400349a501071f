import { expect, it } from 'vitest'
import { compileContacts } from '../../src/routing/contacts.ts'

const offer = { id: 'contoso.router', publisher: 'contoso', name: 'router', title: 'Router Pro' }
const find = compileContacts([
  { id: 'contacts.routers', offers: ['contoso.router*'], tests: 'skip' },
  { id: 'contacts.all', offers: ['*'], tests: 'mark' },
  { id: 'contacts.others', offers: ['contoso.desk'], tests: 'mark' },
  { id: 'routes.eu', route: 'eu', tests: 'mark' },
  { id: 'routes.us', route: 'us', tests: 'mark' },
])

it('finds the contacts of the offer and of the routes', () => {
  expect(find({ offer, test: false }, ['eu', 'eu:otherwise'])).toEqual([
    'contacts.routers',
    'contacts.all',
    'routes.eu',
  ])
})

it('finds those of the offer for a lead that no route takes', () => {
  expect(find({ offer, test: false }, [])).toEqual(['contacts.routers', 'contacts.all'])
})

it('leaves out those that skip test leads', () => {
  expect(find({ offer, test: true }, ['us'])).toEqual(['contacts.all', 'routes.us'])
})
