/** Routes as written, made into what routing takes; and what is wrong in them that their shape does not tell. */
import type { FieldMap } from '../connector.ts'
import { type Condition, conditionProblems, type Scalar } from '../routing/condition.ts'
import { otherwiseRoute, type Route, type Timetable } from '../routing/route.ts'
import { asList, asRecord } from './as-record.ts'
import type { DestinationConfig } from './destination.ts'
import { overridden } from './mapping.ts'
import { type ConfigProblem, joinPath, nearest } from './problems.ts'
import type { WrittenRoute, WrittenTarget } from './route.ts'
import type { FileConfig } from './schema.ts'

const day = 86_400_000

/** Of the file as written, so that it is told whatever else is wrong there. */
export function routeProblems(file: Record<string, unknown>): ConfigProblem[] {
  const destinations = Object.keys(asRecord(file['destinations']))
  const routes = asList(file['routes']).map(asRecord)
  const names = routes.map(({ name }) => name)
  const named = (path: string, ids: unknown) => unknownDestinations(path, ids, destinations)
  return [
    ...routes.flatMap((route, at) => [
      ...(typeof route['name'] === 'string' && names.indexOf(route['name']) < at
        ? [{ path: `routes.${at}.name`, message: `another route is named ${route['name']}` }]
        : []),
      ...named(`routes.${at}.to`, route['to']),
      ...named(`routes.${at}.otherwise`, route['otherwise']),
      ...whenProblems(`routes.${at}.when`, asRecord(route['when'])),
      ...periodProblems(`routes.${at}.until`, route),
    ]),
    ...named('otherwise', file['otherwise']),
    ...asList(asRecord(file['rules'])['countries'])
      .map(asRecord)
      .flatMap((rule, at) => [
        ...named(`rules.countries.${at}.only`, rule['only']),
        ...named(`rules.countries.${at}`, rule['redirect'] === undefined ? [] : { redirect: rule['redirect'] }),
        ...whenProblems(`rules.countries.${at}.in`, { country: rule['in'] }, ''),
      ]),
  ]
}

/** @param ids a list of ids and of `{ destination }`, or ids by key. */
function unknownDestinations(path: string, ids: unknown, known: readonly string[]): ConfigProblem[] {
  return Object.entries(Array.isArray(ids) ? ids : asRecord(ids)).flatMap(([at, one]) => {
    const id = typeof one === 'string' ? one : asRecord(one)['destination']
    if (typeof id !== 'string' || known.includes(id)) return []
    const place = typeof one === 'string' ? [at] : [at, 'destination']
    return [{ path: joinPath(path, place), message: `no destination is named ${id}`, hint: nearest(id, known) }]
  })
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

/** A date lasts until its end. */
function endOf(text: string): number {
  return Date.parse(text) + (/^\d{4}-\d\d-\d\d$/.test(text) ? day : 0)
}

export function timetableOf(
  { routes, otherwise, rules }: Pick<FileConfig, 'routes' | 'otherwise' | 'rules'>,
  destinations: ReadonlyMap<string, DestinationConfig>,
): Timetable {
  const notifying = [...destinations.values()].filter(({ connector }) => connector.notifies)
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

export function destinationOf(target: WrittenTarget): string {
  return typeof target === 'string' ? target : target.destination
}

/** The mappings that routes have of their own: destination → route → fields. Of the file as written. */
export function routeMappings(
  file: Record<string, unknown>,
  destinations: ReadonlyMap<string, DestinationConfig>,
): { mappings: Map<string, Map<string, FieldMap>>; problems: ConfigProblem[] } {
  const mappings = new Map<string, Map<string, FieldMap>>()
  const problems: ConfigProblem[] = []
  const enter = (route: string, path: string, targets: unknown) => {
    for (const [at, { destination, mapping }] of asList(targets).map(asRecord).entries()) {
      const defaults = destinations.get(String(destination))?.fields
      if (!defaults || mapping === undefined) continue
      const mapped = overridden(defaults, mapping, `${path}.${at}.mapping`)
      problems.push(...mapped.problems)
      const byRoute = mappings.get(String(destination)) ?? new Map<string, FieldMap>()
      mappings.set(String(destination), byRoute)
      if (byRoute.has(route)) problems.push({ path: `${path}.${at}.mapping`, message: twice(String(destination)) })
      byRoute.set(route, mapped.fields)
    }
  }
  for (const [at, route] of asList(file['routes']).map(asRecord).entries()) {
    enter(String(route['name']), `routes.${at}.to`, route['to'])
    enter(String(route['name']), `routes.${at}.otherwise`, route['otherwise'])
  }
  enter(otherwiseRoute, 'otherwise', file['otherwise'])
  return { mappings, problems }
}

function twice(destination: string): string {
  return `the route has a mapping for ${destination} already; make a route of its own for this one`
}
