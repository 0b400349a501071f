/** Why a lead went to a destination, or did not: the routes that name it, and the conditions that the lead met. Pure. */
import { type ExplainedRoute, explainRoutes, type Told } from '../routing/explain.ts'
import { compileRoutes, otherwiseRoute, type Routed, type RoutingConfig } from '../routing/route.ts'
import type { Target, Withheld } from '../routing/rules.ts'
import type { Subject } from '../routing/subject.ts'

export interface WhyThere {
  state: Routed['state']
  reason: string
  destinations: WhyDestination[]
}

interface WhyDestination {
  destination: string
  /** Whether these routes and rules send the lead there. */
  sent: boolean
  /** The route whose mapping and switches count; undefined if the lead is not sent there. */
  route: string | undefined
  handling: readonly string[]
  /** `route consulting: offer is not consulting-*` */
  why: string
  /** The routes that name the destination. */
  routes: readonly ExplainedRoute[]
}

/**
 * @param destinations all destinations of the configuration.
 * @param tell returns the text of a condition, as the reader may see it.
 */
export function whyThere(
  routing: RoutingConfig,
  destinations: readonly string[],
  subject: Subject,
  tell: (told: Told) => string,
): WhyThere {
  const { state, reason, targets, withheld } = compileRoutes(routing).route(subject)
  const explained = explainRoutes(routing.routes, subject).map((one) => ({
    ...one,
    conditions: one.conditions.map((told) => ({ ...told, text: tell(told) })),
  }))
  const target = new Map(targets.map((one) => [one.destination, one]))
  const kept = new Map(withheld.map((one) => [one.destination, one]))
  const all = [...new Set([...destinations, ...target.keys(), ...kept.keys()])]
  return {
    state,
    reason,
    destinations: all.map((destination) => {
      const routes = explained.filter(({ names }) => names.includes(destination))
      const sent = target.get(destination)
      const away = kept.get(destination)
      return {
        destination,
        sent: sent !== undefined,
        route: sent?.route,
        handling: sent?.handling ?? [],
        why: sent ? whySent(sent, routes) : away ? whyKept(away) : whyNot(destination, routes, routing),
        routes,
      }
    }),
  }
}

function whySent({ route, destination }: Target, routes: readonly ExplainedRoute[]): string {
  if (route === otherwiseRoute) return 'otherwise: no route takes the lead'
  // The name of a route's `otherwise` part is `dach:otherwise`.
  const [name] = route.split(':')
  const by = routes.find((one) => one.route === name && one.to.includes(destination))
  if (!by) return `route ${name}, by a rule for the country that sends the lead here instead`
  if (by.takes === 'otherwise') return `route ${name}, otherwise: ${textsOf(by, false)}`
  return `route ${name}: ${textsOf(by, true)}`
}

function whyKept({ route, why }: Withheld): string {
  return route === otherwiseRoute ? why : `route ${route}: ${why}`
}

/** Of many routes, so many are told. */
const toldRoutes = 3

function whyNot(destination: string, routes: readonly ExplainedRoute[], { otherwise }: RoutingConfig): string {
  if (routes.length === 0) {
    return otherwise.includes(destination) ? 'only leads that no route takes go here' : 'no route names it'
  }
  const told = routes.slice(0, toldRoutes).map((one) => {
    if (one.takes === 'none') return `route ${one.route}: ${textsOf(one, false)}`
    const others = one.takes === 'to' ? 'do not meet' : 'meet'
    return `route ${one.route}: only leads that ${others} its conditions go here`
  })
  const more =
    routes.length > toldRoutes ? [`${routes.length - toldRoutes} more routes name it, and none takes the lead`] : []
  return [...told, ...more].join('; ')
}

/** The conditions that are met, or those that are not. */
function textsOf({ conditions }: ExplainedRoute, met: boolean): string {
  return conditions
    .filter((told) => told.met === met)
    .map(({ text }) => text)
    .join('; ')
}
