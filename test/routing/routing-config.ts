import { rulesSchema } from '../../src/config/route.ts'
import type { Route, RoutingConfig } from '../../src/routing/route.ts'
import type { Rules } from '../../src/routing/rules.ts'
import type { Subject } from '../../src/routing/subject.ts'
import { sampleLead } from '../connectors/sample.ts'

/** A route that sends every lead to `crm`, except for the given parts. */
export function route(parts: Partial<Route> = {}): Route {
  return { name: 'all', offers: ['*'], when: {}, to: ['crm'], otherwise: [], switches: {}, ...parts }
}

export function rules(parts: Partial<Rules> = {}): Rules {
  return { ...rulesSchema.parse({}), ...parts }
}

export function routingConfig(routes: readonly Route[], more: Partial<RoutingConfig> = {}): RoutingConfig {
  return { routes, otherwise: [], rules: rules(), notifying: new Set(), ...more }
}

/** A lead that is neither a repeat nor approved, except for the given parts. */
export function subject(lead: Parameters<typeof sampleLead>[0] = {}, more: Partial<Subject> = {}): Subject {
  return { lead: sampleLead(lead), repeat: false, approved: false, ...more }
}
