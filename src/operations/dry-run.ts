/** What would happen to a lead, without anything happening. */
import type { Delivery, Note, Preview } from '../connector.ts'
import { handled, isHandled } from '../delivery/handling.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { DeliveryError } from '../failure.ts'
import type { Lead } from '../lead/lead.ts'
import { map } from '../mapping/map.ts'
import type { Router, RouteVerdict } from '../routing/route.ts'
import type { Withheld } from '../routing/rules.ts'
import type { Subject } from '../routing/subject.ts'

export interface DryRunPlan {
  route: Router
  destinations: ReadonlyMap<string, OpenDestination>
}

export interface DryRun {
  state: 'routed' | 'unrouted' | 'suppressed'
  reason: string
  routes: readonly RouteVerdict[]
  destinations: readonly Outlook[]
  /** Destinations that a rule keeps the lead from. */
  kept: readonly Withheld[]
}

/** What one destination would get. */
export interface Outlook {
  destination: string
  connector: string
  /** The first route that names it: its mapping and its switches count. */
  route: string
  /** Routes that name it too, and whose mapping does not count. */
  alsoBy: readonly string[]
  handling: readonly string[]
  /** The mapped fields, cut and defaulted. */
  fields: Readonly<Record<string, string>>
  /** The request, where the connector can tell it. */
  request: Preview | undefined
  /** What would be cut or left out. */
  notes: readonly Note[]
  /** Why it would not even be sent. */
  refused: { class: string; code: string; message: string } | undefined
}

export interface About {
  lead: Lead
  repeat: boolean
  approved: boolean
}

export function dryRun(plan: DryRunPlan, about: About): DryRun {
  const { sorted, routes } = verdicts(plan, about)
  const destinations = sorted.targets.map(({ destination, route, handling }) => {
    // By its `otherwise` it may be named `dach:otherwise`.
    const [own] = route.split(':')
    const alsoBy = routes.filter(({ route: name, to }) => name !== own && to.includes(destination))
    const foreseen = outlook(plan.destinations.get(destination), about.lead, route, handling)
    return { destination, route, alsoBy: alsoBy.map(({ route: name }) => name), handling, ...foreseen }
  })
  return { state: sorted.state, reason: sorted.reason, routes, destinations, kept: sorted.withheld }
}

function verdicts({ route }: DryRunPlan, about: About) {
  const subject: Subject = about
  return { sorted: route.route(subject), routes: route.explain(subject) }
}

type Foreseen = Pick<Outlook, 'connector' | 'fields' | 'request' | 'notes' | 'refused'>

function outlook(
  opened: OpenDestination | undefined,
  lead: Lead,
  route: string,
  handling: readonly string[],
): Foreseen {
  const nothing = { connector: opened?.connector.type ?? '', fields: {}, request: undefined, notes: [] }
  if (!opened) return { ...nothing, refused: undefined }
  try {
    const shown = handled(lead, handling.join(','))
    const { fields, notes } = map(shown, opened.mapping(route))
    const merges = isHandled(handling.join(','), 'merge') ? [mergeNote(opened)] : []
    const seen = { ...nothing, fields, notes: [...notes, ...merges], refused: undefined }
    const request = opened.destination.preview?.(deliveryOf(shown, fields))
    return { ...seen, request, notes: [...seen.notes, ...(request?.notes ?? [])] }
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    const { code = '', message } = error.detail
    return { ...nothing, refused: { class: error.class, code, message } }
  }
}

function mergeNote({ destination }: OpenDestination): string {
  return destination.merge
    ? 'a repeat: the earlier record would be updated where there is one'
    : 'a repeat; the connector has no merge: it would be delivered as any lead'
}

/** The delivery's id would be made only then. */
function deliveryOf(lead: Lead, fields: Record<string, string>): Delivery {
  const receivedAt = new Date(lead.received)
  const common = { id: '(delivery id)', leadId: lead.id, lead, fields, receivedAt, firstAttemptAt: receivedAt }
  return { ...common, attempt: 1, mayBeThere: false, signal: new AbortController().signal }
}
