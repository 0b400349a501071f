/** Finds the contacts that are told of a lead. A function of plain data. */
import type { Lead } from '../lead/lead.ts'
import { indexOffers } from './offers.ts'
import { routeOf } from './route.ts'

/** Contacts of a route, or of offers. */
export interface ContactRule {
  id: string
  /** Name of the route; otherwise `offers` counts. */
  route?: string | undefined
  /** Globs over publisher.offer and title, in any case. */
  offers?: readonly string[] | undefined
  tests: 'skip' | 'mark'
}

/**
 * @param routes the routes of its deliveries.
 * @returns ids of the contacts.
 */
export type FindContacts = (lead: Pick<Lead, 'offer' | 'test'>, routes: readonly string[]) => string[]

export function compileContacts(contacts: readonly ContactRule[]): FindContacts {
  if (contacts.length === 0) return () => []
  const ofOffers = contacts.filter(({ offers }) => offers)
  const concerned = indexOffers(ofOffers.map(({ offers = [] }) => offers))
  const ofRoutes = Map.groupBy(
    contacts.filter(({ route }) => route !== undefined),
    ({ route }) => route,
  )
  return ({ offer, test }, routes) => {
    const byOffer = concerned(offer).map((place) => ofOffers[place]!)
    const byRoute = [...new Set(routes.map(routeOf))].flatMap((route) => ofRoutes.get(route) ?? [])
    return [...byOffer, ...byRoute].filter(({ tests }) => !test || tests === 'mark').map(({ id }) => id)
  }
}
