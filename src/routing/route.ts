/** Finds the destinations of a lead. A function of plain data. */
import { type CompiledCondition, type Condition, compileCondition } from './condition.ts'
import { indexOffers } from './offers.ts'
import {
  type ApplyRules,
  awaitsApproval,
  type Chosen,
  compileRules,
  type Rules,
  type Switches,
  type Target,
  type Withheld,
} from './rules.ts'
import type { Subject } from './subject.ts'

/** A route of config.yaml. */
export interface Route {
  name: string
  offers: readonly string[]
  when: Readonly<Record<string, Condition>>
  /** Milliseconds since 1970: the route takes leads received at or after `from` and before `until`. */
  from?: number | undefined
  until?: number | undefined
  to: readonly string[]
  /** Destinations for leads of the route's offers and time that do not meet `when`. */
  otherwise: readonly string[]
  switches: Partial<Switches>
}

export interface RoutingConfig {
  routes: readonly Route[]
  /** Destinations for leads that no route takes. */
  otherwise: readonly string[]
  rules: Rules
  /** Destinations that tell people instead of storing records. */
  notifying: ReadonlySet<string>
}

export interface Routed {
  state: 'routed' | 'unrouted' | 'suppressed'
  /** A sentence for the operator, without lead data. */
  reason: string
  targets: readonly Target[]
  withheld: readonly Withheld[]
  /** Further destinations that get the lead once a person has approved it. */
  awaiting: readonly string[]
}

export interface Router {
  route(subject: Subject): Routed
  /** The decision of each route, for the dry run. */
  explain(subject: Subject): RouteVerdict[]
}

export interface RouteVerdict {
  route: string
  /** The destinations to which the route would send the lead; empty if the route does not take it. */
  to: readonly string[]
  /** Why the route does not take the lead, or sends it to its `otherwise`: `country is not DE`. */
  unmet: readonly string[]
}

/** The route of deliveries that the file's own `otherwise` makes. */
export const otherwiseRoute = 'otherwise'

/** The route of deliveries by a route's `otherwise` to a destination that also stands in `to`, with another mapping. */
export function byOtherwise(route: string): string {
  return `${route}:${otherwiseRoute}`
}

/** The name of the route as the configuration has it. */
export function routeOf(route: string): string {
  return route.endsWith(`:${otherwiseRoute}`) ? route.slice(0, -otherwiseRoute.length - 1) : route
}

export function compileRoutes({ routes, otherwise, rules, notifying }: RoutingConfig): Router {
  const compiled = routes.map((route) => compileRoute(route, rules))
  const concerned = indexOffers(routes.map(({ offers }) => offers))
  const apply = compileRules(rules, notifying)
  const rest = [...new Set(otherwise)].map((destination) => ({ destination, route: otherwiseRoute, switches: rules }))

  function choose(subject: Subject): Chosen[] {
    const chosen = new Map<string, Chosen>()
    const received = Date.parse(subject.lead.received)
    for (const place of concerned(subject.lead.offer)) {
      const route = compiled[place]!
      if (!(received >= route.from && received < route.until)) continue
      const to = route.conditions.every((condition) => condition.matches(subject)) ? route.to : route.otherwise
      for (const one of to) if (!chosen.has(one.destination)) chosen.set(one.destination, one)
    }
    if (chosen.size > 0) return [...chosen.values()]
    return rest
  }

  function awaitingOf(
    subject: Subject,
    chosen: readonly Chosen[],
    { targets, withheld }: ReturnType<ApplyRules>,
  ): string[] {
    if (!withheld.some(({ why }) => why === awaitsApproval)) return []
    const already = new Set(targets.map(({ destination }) => destination))
    const approved = apply({ ...subject, approved: true }, chosen).targets.map(({ destination }) => destination)
    return approved.filter((destination) => !already.has(destination))
  }

  return {
    route(subject) {
      const chosen = choose(subject)
      if (chosen.length === 0) return { state: 'unrouted', reason: 'no route matches', ...nowhere }
      const applied = apply(subject, chosen)
      const state = applied.targets.length > 0 ? 'routed' : 'suppressed'
      return { state, reason: reasonOf(applied.withheld), ...applied, awaiting: awaitingOf(subject, chosen, applied) }
    },
    explain(subject) {
      const concerning = new Set(concerned(subject.lead.offer))
      return compiled.map((route, place) => verdict(route, subject, concerning.has(place)))
    },
  }
}

const nowhere = { targets: [], withheld: [], awaiting: [] }

interface Compiled {
  name: string
  to: readonly Chosen[]
  otherwise: readonly Chosen[]
  conditions: readonly CompiledCondition[]
  from: number
  until: number
}

function compileRoute({ name, when, from, until, to, otherwise, switches }: Route, rules: Rules): Compiled {
  const effective = { ...rules, ...switches }
  const asChosen = (route: string) => (destination: string) => ({ destination, route, switches: effective })
  const asOther = (destination: string) => asChosen(to.includes(destination) ? byOtherwise(name) : name)(destination)
  return {
    name,
    to: to.map(asChosen(name)),
    otherwise: otherwise.map(asOther),
    conditions: Object.entries(when).map(([property, condition]) => compileCondition(property, condition)),
    from: from ?? Number.NEGATIVE_INFINITY,
    until: until ?? Number.POSITIVE_INFINITY,
  }
}

function verdict(route: Compiled, subject: Subject, concerned: boolean): RouteVerdict {
  const received = Date.parse(subject.lead.received)
  const outside = [
    ...(concerned ? [] : ['none of its offers']),
    ...(received < route.from ? [`in force from ${new Date(route.from).toISOString()}`] : []),
    ...(received >= route.until ? [`in force until ${new Date(route.until).toISOString()}`] : []),
  ]
  const unmet = route.conditions.filter((condition) => !condition.matches(subject)).map(({ unmet: said }) => said)
  const to = outside.length > 0 ? [] : unmet.length > 0 ? route.otherwise : route.to
  return { route: route.name, to: to.map(({ destination }) => destination), unmet: [...outside, ...unmet] }
}

/** `leads of DE go to crm-eu only: not to crm-us` */
function reasonOf(withheld: readonly Withheld[]): string {
  const byWhy = Map.groupBy(withheld, ({ why }) => why)
  return [...byWhy]
    .map(([why, some]) => `${why}: not to ${some.map(({ destination }) => destination).join(', ')}`)
    .join('; ')
}
