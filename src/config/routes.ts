/** Turns the written routes into the form that routing takes, and reports problems beyond their shape. */
import type { FieldMap } from '../connector.ts'
import { type Condition, conditionProblems, type Scalar } from '../routing/condition.ts'
import { byOtherwise, otherwiseRoute, type Route, type RoutingConfig } from '../routing/route.ts'
import { asList, asRecord } from './as-record.ts'
import type { DestinationConfig } from './destination.ts'
import { overridden } from './mapping.ts'
import { nearest } from './nearest.ts'
import { type ConfigProblem, joinPath } from './problems.ts'
import type { WrittenRoute, WrittenTarget } from './route.ts'
import type { FileConfig } from './schema.ts'

const day = 86_400_000

/** Reads the unchecked file, so that these problems are reported whatever else is wrong. */
export function routeProblems(file: Record<string, unknown>): ConfigProblem[] {
  const destinations = Object.keys(asRecord(file['destinations']))
  const routes = asList(file['routes']).map(asRecord)
  const firsts = new Map(routes.map(({ name }, at) => [name, at] as const).reverse())
  const named = (path: string, ids: unknown) => unknownDestinations(path, ids, destinations)
  return [
    ...routes.flatMap((route, at) => [
      ...(typeof route['name'] === 'string' && firsts.get(route['name']) !== at
        ? [{ path: `routes.${at}.name`, message: `another route is named ${route['name']}` }]
        : []),
      ...named(`routes.${at}.to`, route['to']),
      ...named(`routes.${at}.otherwise`, route['otherwise']),
      ...mappedAndPlain(`routes.${at}.to`, route['to']),
      ...mappedAndPlain(`routes.${at}.otherwise`, route['otherwise']),
      ...whenProblems(`routes.${at}.when`, asRecord(route['when'])),
      ...periodProblems(`routes.${at}.until`, route),
    ]),
    ...named('otherwise', file['otherwise']),
    ...mappedAndPlain('otherwise', file['otherwise']),
    ...asList(asRecord(file['rules'])['countries'])
      .map(asRecord)
      .flatMap((rule, at) => [
        ...named(`rules.countries.${at}.only`, rule['only']),
        ...named(`rules.countries.${at}`, rule['redirect'] === undefined ? [] : { redirect: rule['redirect'] }),
        ...whenProblems(`rules.countries.${at}.in`, { country: rule['in'] }, ''),
      ]),
  ]
}

/** @param ids a list of ids and `{ destination }`, or a map of ids. */
function unknownDestinations(path: string, ids: unknown, known: readonly string[]): ConfigProblem[] {
  return Object.entries(Array.isArray(ids) ? ids : asRecord(ids)).flatMap(([at, one]) => {
    const id = typeof one === 'string' ? one : asRecord(one)['destination']
    if (typeof id !== 'string' || known.includes(id)) return []
    const place = typeof one === 'string' ? [at] : [at, 'destination']
    return [{ path: joinPath(path, place), message: `no destination is named ${id}`, hint: nearest(id, known) }]
  })
}

/** A list must not name a destination both with and without a mapping. */
function mappedAndPlain(path: string, list: unknown): ConfigProblem[] {
  const targets = asList(list).map((one, at) => {
    const { destination = one, mapping } = asRecord(one)
    return { destination, mapped: mapping !== undefined, path: `${path}.${at}.mapping` }
  })
  const plain = new Set(targets.filter(({ mapped }) => !mapped).map(({ destination }) => destination))
  const message = 'stands in this list without a mapping, too; make a route of its own for one of them'
  return targets
    .filter(({ mapped, destination }) => mapped && plain.has(destination))
    .map((one) => ({ path: one.path, message: `${one.destination} ${message}` }))
}

function whenProblems(path: string, when: Record<string, unknown>, at?: string): ConfigProblem[] {
  return Object.entries(when)
    .filter(([, condition]) => isCondition(condition))
    .flatMap(([name, condition]) =>
      conditionProblems(name, condition as Condition).map(({ message, word, known }) => ({
        path: joinPath(path, [at ?? name].filter(Boolean)),
        message,
        hint: word === undefined ? undefined : nearest(word, known ?? []),
      })),
    )
}

function isCondition(value: unknown): value is Condition {
  if (Array.isArray(value)) return value.every(isScalar)
  return isScalar(value) || (typeof value === 'object' && value !== null && 'not' in value && isCondition(value.not))
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function periodProblems(path: string, { from, until }: Record<string, unknown>): ConfigProblem[] {
  if (typeof from !== 'string' || typeof until !== 'string') return []
  return endOf(until) <= Date.parse(from)
    ? [{ path, message: 'lies before from: the route would never be in force' }]
    : []
}

/** A date lasts until the end of its day. */
function endOf(text: string): number {
  return Date.parse(text) + (/^\d{4}-\d\d-\d\d$/.test(text) ? day : 0)
}

export function routingConfig(
  { routes, otherwise, rules }: Pick<FileConfig, 'routes' | 'otherwise' | 'rules'>,
  destinations: Iterable<Pick<DestinationConfig, 'id' | 'connector'>>,
): RoutingConfig {
  const notifying = [...destinations].filter(({ connector }) => connector.notifies)
  return {
    routes: routes.map(asRoute),
    otherwise: otherwise.map(destinationOf),
    rules,
    notifying: new Set(notifying.map(({ id }) => id)),
  }
}

function asRoute({
  from,
  until,
  to,
  otherwise,
  doNotContact,
  education,
  tests,
  repeats,
  ...rest
}: WrittenRoute): Route {
  const switches = { doNotContact, education, tests, repeats }
  return {
    ...rest,
    from: from === undefined ? undefined : Date.parse(from),
    until: until === undefined ? undefined : endOf(until),
    to: to.map(destinationOf),
    otherwise: otherwise.map(destinationOf),
    switches: Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined)),
  }
}

function destinationOf(target: WrittenTarget): string {
  return typeof target === 'string' ? target : target.destination
}

/** The own mappings of routes in the unchecked file: destination → route as its deliveries name it → fields. */
export function routeMappings(
  file: Record<string, unknown>,
  destinations: ReadonlyMap<string, DestinationConfig>,
): { mappings: Map<string, Map<string, FieldMap>>; problems: ConfigProblem[] } {
  const mappings = new Map<string, Map<string, FieldMap>>()
  const problems: ConfigProblem[] = []
  const enter = (routes: (destination: string) => readonly string[], path: string, targets: unknown) => {
    for (const [at, { destination: id, mapping }] of asList(targets).map(asRecord).entries()) {
      const destination = String(id)
      const defaults = destinations.get(destination)?.fields
      if (!defaults || mapping === undefined) continue
      const mapped = overridden(defaults, mapping, `${path}.${at}.mapping`)
      problems.push(...mapped.problems)
      const byRoute = mappings.get(destination) ?? new Map<string, FieldMap>()
      mappings.set(destination, byRoute)
      const names = routes(destination)
      if (names.some((name) => byRoute.has(name))) {
        problems.push({ path: `${path}.${at}.mapping`, message: duplicateMapping(destination) })
      }
      for (const name of names) byRoute.set(name, mapped.fields)
    }
  }
  for (const [at, route] of asList(file['routes']).map(asRecord).entries()) {
    const name = String(route['name'])
    const to = asList(route['to']).map((one) => asRecord(one)['destination'] ?? one)
    enter(() => [name], `routes.${at}.to`, route['to'])
    // Routing names the route by one of these names: see `byOtherwise`.
    const names = (destination: string) => [...(to.includes(destination) ? [] : [name]), byOtherwise(name)]
    enter(names, `routes.${at}.otherwise`, route['otherwise'])
  }
  enter(() => [otherwiseRoute], 'otherwise', file['otherwise'])
  return { mappings, problems }
}

function duplicateMapping(destination: string): string {
  return `the list has a mapping for ${destination} already; make a route of its own for this one`
}
