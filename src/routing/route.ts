/** Which destinations a lead goes to. A function of plain data. */
import type { RouteConfig } from '../config/schema.ts'
import type { Lead } from '../lead/lead.ts'
import { glob } from './glob.ts'

type Routable = Pick<Lead, 'offer' | 'source' | 'action'>

export interface Destined {
  destination: string
  /** The first route that names it. */
  route: string
}

/** All matching routes apply; a destination is named once. Empty = unrouted. */
export type Router = (lead: Routable) => readonly Destined[]

interface Rule {
  name: string
  to: readonly string[]
  matches(lead: Routable): boolean
}

export function compileRoutes(routes: readonly RouteConfig[]): Router {
  const rules = routes.map(compileRoute)
  return (lead) => {
    const destined = new Map<string, Destined>()
    for (const rule of rules) {
      if (!rule.matches(lead)) continue
      for (const destination of rule.to) {
        if (!destined.has(destination)) destined.set(destination, { destination, route: rule.name })
      }
    }
    return [...destined.values()]
  }
}

function compileRoute({ name, offers, when, to }: RouteConfig): Rule {
  const offer = anyOf(offers)
  const source = when.source && anyOf(when.source)
  const action = when.action && anyOf(when.action)
  return {
    name,
    to,
    matches: (lead) =>
      offer(lead.offer.id, lead.offer.title) &&
      (!source || source(lead.source.endpoint, lead.source.code)) &&
      (!action || action(lead.action.code)),
  }
}

/** Whether one of the globs matches one of the values; a blank value is matched by the star alone. */
function anyOf(globs: readonly string[]): (...values: string[]) => boolean {
  if (globs.includes('*')) return () => true
  const matchers = globs.map(glob)
  return (...values) => values.some((value) => value !== '' && matchers.some((matches) => matches(value)))
}
