/** Shows what would happen to a lead, and changes nothing. */
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
  /** Destinations that a rule withholds the lead from. */
  withheld: readonly Withheld[]
}

/** The outcome at one destination. */
export interface Outlook {
  destination: string
  connector: string
  /** The first route that names the destination: its mapping and its settings apply. */
  route: string
  /** Other routes that name the destination; their mapping does not apply. */
  alsoBy: readonly string[]
  handling: readonly string[]
  /** The mapped fields, cut, with defaults. */
  fields: Readonly<Record<string, string>>
  /** The request, if the connector can show it. */
  request: Preview | undefined
  /** Values that would be cut or left out. */
  notes: readonly Note[]
  /** Why the lead would not be sent. */
  refused: { class: string; code: string; message: string } | undefined
}

export interface About {
  lead: Lead
  repeat: boolean
  approved: boolean
}

export function dryRun(plan: DryRunPlan, about: About): DryRun {
  const subject: Subject = about
  const routed = plan.route.route(subject)
  const routes = plan.route.explain(subject)
  const destinations = routed.targets.map(({ destination, route, handling }) => {
    // The name of a route's `otherwise` part is `dach:otherwise`.
    const [own] = route.split(':')
    const alsoBy = routes.filter(({ route: name, to }) => name !== own && to.includes(destination))
    const foreseen = outlook(plan.destinations.get(destination), about.lead, route, handling)
    return { destination, route, alsoBy: alsoBy.map(({ route: name }) => name), handling, ...foreseen }
  })
  return { state: routed.state, reason: routed.reason, routes, destinations, withheld: routed.withheld }
}

type Foreseen = Pick<Outlook, 'connector' | 'fields' | 'request' | 'notes' | 'refused'>

/** What would become of a lead at one destination. */
export function outlook(
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
    ? 'a repeat: the earlier record would be updated, if there is one'
    : 'a repeat; the connector cannot merge: it would be delivered like any other lead'
}

/** A placeholder stands for the delivery's id, because a dry run makes no delivery. */
function deliveryOf(lead: Lead, fields: Record<string, string>): Delivery {
  const receivedAt = new Date(lead.received)
  const common = { id: '(delivery id)', leadId: lead.id, lead, fields, receivedAt, firstAttemptAt: receivedAt }
  return { ...common, attempt: 1, mayBeThere: false, signal: new AbortController().signal }
}
