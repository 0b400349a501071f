/** Tells for each route which of its conditions a lead meets. A function of plain data. */
import { type CompiledCondition, compileCondition } from './condition.ts'
import { indexOffers } from './offers.ts'
import type { Route } from './route.ts'
import type { Subject } from './subject.ts'

/** A condition of a route, as a person reads it: `country is none of DE, AT`. */
export interface Told {
  /** `offer`, `received`, or the property under `when:`. */
  property: string
  met: boolean
  text: string
}

export interface ExplainedRoute {
  route: string
  /** `to`: it takes the lead. `otherwise`: the lead meets all but `when`. `none`: it has nothing for the lead. */
  takes: 'to' | 'otherwise' | 'none'
  /** The destinations that get the lead by the route. */
  to: readonly string[]
  /** All destinations that the route names. */
  names: readonly string[]
  conditions: readonly Told[]
}

/** Of a long list of offers, so many are told. */
const toldOffers = 5

/** A condition of a route without a lead: `country is DE`. */
export type RouteCondition = Omit<Told, 'met'>

export function conditionsOf({ offers, when, from, until }: Route): RouteCondition[] {
  return [
    ...(offers.includes('*') ? [] : [{ property: 'offer', text: offerText(offers, true) }]),
    ...periodTexts({ from, until }).map(({ property, text }) => ({ property, text })),
    ...Object.entries(when).map(([property, condition]) => ({
      property,
      text: compileCondition(property, condition).met,
    })),
  ]
}

/** Finds the routes whose offers match. @returns positions in the list of routes */
export function openOffers(routes: readonly Route[]): ReturnType<typeof indexOffers> {
  return indexOffers(routes.map(({ offers }) => offers))
}

export function explainRoutes(routes: readonly Route[], subject: Subject): ExplainedRoute[] {
  const concerning = new Set(openOffers(routes)(subject.lead.offer))
  return routes.map((route, place) => explain(route, subject, concerning.has(place)))
}

function explain(route: Route, subject: Subject, concerns: boolean): ExplainedRoute {
  const outside: Told[] = [
    { property: 'offer', met: concerns, text: offerText(route.offers, concerns) },
    ...periodTexts(route, Date.parse(subject.lead.received)),
  ]
  const inside = Object.entries(route.when).map(([property, condition]) =>
    tell(property, compileCondition(property, condition), subject),
  )
  const isIn = outside.every(({ met }) => met)
  const takes = !isIn
    ? 'none'
    : inside.every(({ met }) => met)
      ? 'to'
      : route.otherwise.length > 0
        ? 'otherwise'
        : 'none'
  return {
    route: route.name,
    takes,
    to: takes === 'none' ? [] : route[takes],
    names: [...new Set([...route.to, ...route.otherwise])],
    conditions: [...outside, ...inside],
  }
}

function tell(property: string, condition: CompiledCondition, subject: Subject): Told {
  const met = condition.matches(subject)
  return { property, met, text: met ? condition.met : condition.unmet }
}

function offerText(offers: readonly string[], met: boolean): string {
  if (offers.includes('*')) return 'every offer'
  const more = offers.length > toldOffers ? ` and ${offers.length - toldOffers} more` : ''
  const said = offers.slice(0, toldOffers).join(', ') + more
  if (offers.length === 1) return `offer ${met ? 'is' : 'is not'} ${said}`
  return `offer is ${met ? 'one of' : 'none of'} ${said}`
}

function periodTexts({ from, until }: Pick<Route, 'from' | 'until'>, received = Number.NaN): Told[] {
  return [
    ...(from === undefined ? [] : [{ met: received >= from, text: `in force from ${new Date(from).toISOString()}` }]),
    ...(until === undefined
      ? []
      : [{ met: received < until, text: `in force until ${new Date(until).toISOString()}` }]),
  ].map((one) => ({ property: 'received', ...one }))
}
