/** What another configuration would do differently. */
import type { z } from 'zod'
import { asOutlook, type dryRunShape } from '../api/shapes/dry-run.ts'
import { type Difference, differences } from '../operations/compare.ts'
import type { DryRun, Outlook } from '../operations/dry-run.ts'

type Run = z.output<typeof dryRunShape>

/** A route that would do something else with the lead; blank where it is not there. */
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
  return { routes: routeChanges(before.routes, after.routes), destinations: differences(asRun(before), asRun(after)) }
}

function routeChanges(before: Run['routes'], after: Run['routes']): RouteChange[] {
  const old = new Map(before.map((one) => [one.route, saying(one)]))
  const now = new Map(after.map((one) => [one.route, saying(one)]))
  const names = [...new Set([...old.keys(), ...now.keys()])]
  return names
    .map((route) => ({ route, before: old.get(route) ?? '', after: now.get(route) ?? '' }))
    .filter((one) => one.before !== one.after)
}

/** `to crm-eu`, `no: country is not DE`, `to crm-us: country is not DE` */
export function saying({ to, unmet }: Run['routes'][number]): string {
  const why = unmet.length > 0 ? `: ${unmet.join('; ')}` : ''
  return to.length > 0 ? `to ${to.join(', ')}${why}` : `no${why}`
}

type Compared = Pick<Outlook, 'destination' | 'route' | 'handling' | 'fields' | 'refused'>

/** As far as it is compared. */
function asRun({ state, destinations }: { state: DryRun['state']; destinations: readonly AsTold[] }) {
  return {
    state,
    destinations: destinations.map(
      ({ destination, route, handling, fields = {}, refused }): Compared => ({
        ...{ destination, route, handling, fields, refused: refused ?? undefined },
      }),
    ),
  }
}

interface AsTold extends Omit<Compared, 'refused' | 'fields'> {
  fields?: Compared['fields'] | undefined
  refused: Compared['refused'] | null
}

/** Of leads of which only where they go was asked for. */
export function destinationChanges(
  before: { state: DryRun['state']; destinations: readonly AsTold[] },
  after: DryRun,
): Difference[] {
  return differences(asRun(before), after)
}

/** A dry run made here, as the hub would tell it. */
export function runOf(run: DryRun, about: Pick<Run, 'lead' | 'repeat' | 'approved' | 'configVersion'>): Run {
  return {
    ...about,
    ...{ state: run.state, reason: run.reason, kept: [...run.kept] },
    routes: run.routes.map(({ route, to, unmet }) => ({ route, to: [...to], unmet: [...unmet] })),
    destinations: run.destinations.map((one) => asOutlook(one, undefined)),
  }
}
