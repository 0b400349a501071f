/** The differences that another configuration would make. */
import type { z } from 'zod'
import { asDryRunDestination, type dryRunShape } from '../api/shapes/dry-run.ts'
import { type Difference, differences } from '../operations/compare.ts'
import type { DryRun, Outlook } from '../operations/dry-run.ts'

type Run = z.output<typeof dryRunShape>

/** A route that would treat the lead differently; blank where the route does not exist. */
interface RouteChange {
  route: string
  before: string
  after: string
}

export interface Changes {
  routes: RouteChange[]
  destinations: Difference[]
}

export function changesOf(before: Run, after: Run): Changes {
  return {
    routes: routeChanges(before.routes, after.routes),
    destinations: differences(comparedPart(before), comparedPart(after)),
  }
}

function routeChanges(before: Run['routes'], after: Run['routes']): RouteChange[] {
  const old = new Map(before.map((one) => [one.route, routeDecision(one)]))
  const now = new Map(after.map((one) => [one.route, routeDecision(one)]))
  const names = [...new Set([...old.keys(), ...now.keys()])]
  return names
    .map((route) => ({ route, before: old.get(route) ?? '', after: now.get(route) ?? '' }))
    .filter((one) => one.before !== one.after)
}

/** `to crm-eu`, `no: country is not DE`, `to crm-us: country is not DE` */
export function routeDecision({ to, unmet }: Run['routes'][number]): string {
  const why = unmet.length > 0 ? `: ${unmet.join('; ')}` : ''
  return to.length > 0 ? `to ${to.join(', ')}${why}` : `no${why}`
}

type Compared = Pick<Outlook, 'destination' | 'route' | 'handling' | 'fields' | 'refused'>

/** The compared part of a dry run. */
function comparedPart({ state, destinations }: { state: DryRun['state']; destinations: readonly ApiDestination[] }) {
  return {
    state,
    destinations: destinations.map(
      ({ destination, route, handling, fields = {}, refused }): Compared => ({
        ...{ destination, route, handling, fields, refused: refused ?? undefined },
      }),
    ),
  }
}

interface ApiDestination extends Omit<Compared, 'refused' | 'fields'> {
  fields?: Compared['fields'] | undefined
  refused: Compared['refused'] | null
}

/** The differences of a lead whose routes were not asked for. */
export function destinationChanges(
  before: { state: DryRun['state']; destinations: readonly ApiDestination[] },
  after: DryRun,
): Difference[] {
  return differences(comparedPart(before), after)
}

/** A local dry run in the form of the hub's answer. */
export function runOf(run: DryRun, about: Pick<Run, 'lead' | 'repeat' | 'approved' | 'configVersion'>): Run {
  return {
    ...about,
    ...{ state: run.state, reason: run.reason, withheld: [...run.withheld] },
    routes: run.routes.map(({ route, to, unmet }) => ({ route, to: [...to], unmet: [...unmet] })),
    destinations: run.destinations.map((one) => asDryRunDestination(one, undefined)),
  }
}
