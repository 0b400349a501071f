/** Where the routes send each offer. Pure. */
import { conditionsOf, openOffers, type RouteCondition } from '../routing/explain.ts'
import type { Route, RoutingConfig } from '../routing/route.ts'

export type { RouteCondition }

interface OfferCell {
  destination: string
  route: string
  /** The destination gets the leads that do not meet the route's conditions. */
  otherwise: boolean
  /** What a lead must meet besides its offer: `country is DE`. */
  conditions: readonly RouteCondition[]
}

interface OfferRoutes {
  /** The routes for this offer. */
  routes: readonly string[]
  /** Whether some leads of the offer may go nowhere: every route has conditions, and nothing takes the rest. */
  someUnrouted: boolean
  cells: readonly OfferCell[]
}

/** @param offer an id, a title, or both. */
export type RoutesOfOffer = (offer: { id: string; title: string }) => OfferRoutes

export function openRoutesOfOffer({ routes, otherwise }: RoutingConfig): RoutesOfOffer {
  const find = openOffers(routes)
  const told = routes.map((route) => ({ ...route, conditions: conditionsOf({ ...route, offers: ['*'] }) }))
  return ({ id, title }) => {
    const found = find({ id, title, publisher: '', name: '' }).flatMap((place) => told[place] ?? [])
    return {
      routes: found.map(({ name }) => name),
      someUnrouted: otherwise.length === 0 && !found.some(takesAll),
      cells: found.flatMap(cellsOf),
    }
  }
}

function takesAll({ when, from, until, otherwise }: Route): boolean {
  return from === undefined && until === undefined && (Object.keys(when).length === 0 || otherwise.length > 0)
}

function cellsOf({ name: route, to, otherwise, conditions }: Route & Pick<OfferCell, 'conditions'>): OfferCell[] {
  return [
    ...to.map((destination) => ({ destination, route, otherwise: false, conditions })),
    ...otherwise.map((destination) => ({ destination, route, otherwise: true, conditions })),
  ]
}

/** A route as a person reads it. */
export interface ToldRoute extends Pick<Route, 'name' | 'offers' | 'to' | 'otherwise' | 'switches'> {
  conditions: readonly RouteCondition[]
}

export function toldRoutes({ routes }: RoutingConfig): ToldRoute[] {
  return routes.map((route) => ({ ...route, conditions: conditionsOf({ ...route, offers: ['*'] }) }))
}
