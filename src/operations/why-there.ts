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

export type { Told }

/** A condition as the reader may see it. `met` is null where it would tell what the reader may not know. */
export interface Shown extends Omit<Told, 'met'> {
  met: boolean | null
}

type ShownRoute = Omit<ExplainedRoute, 'conditions'> & { conditions: readonly Shown[] }

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
  routes: readonly ShownRoute[]
}

/**
 * @param destinations all destinations of the configuration.
 */
export function whyThere(
  routing: RoutingConfig,
  destinations: readonly string[],
  subject: Subject,
  tell: (told: Told) => Shown,
): WhyThere {
  const { state, reason, targets, withheld } = compileRoutes(routing).route(subject)
  const explained = explainRoutes(routing.routes, subject).map((one) => ({
    ...one,
    conditions: one.conditions.map(tell),
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

function whySent({ route, destination }: Target, routes: readonly ShownRoute[]): string {
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

function whyNot(destination: string, routes: readonly ShownRoute[], { otherwise }: RoutingConfig): string {
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

/** The conditions that are met, or those that are not; with them those of which the reader may not know. */
function textsOf({ conditions }: ShownRoute, met: boolean): string {
  return conditions
    .filter((told) => told.met === met || told.met === null)
    .map(({ text }) => text)
    .join('; ')
}
