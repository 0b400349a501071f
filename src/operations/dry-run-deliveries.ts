/** Tries today's mapping on deliveries that did not arrive, and sends nothing. */
import type { DeliveryContext } from '../delivery/context.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { withBody } from '../lead/body.ts'
import { type DryRunDelivery, deliveriesForDryRun } from '../ledger/reads/dry-run.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import { outlook } from './dry-run.ts'
import { defaultStates } from './replay-many.ts'

interface Refusals {
  destination: string
  class: string
  code: string
  message: string
  count: number
  /** Of the newest of them. */
  delivery: string
  lead: string
}

/** What a repeat of a record that is there already does: nothing, nothing because the hub looks first, or a double. */
export const repeats = ['harmless', 'looked-up', 'doubles'] as const

interface Tried {
  destination: string
  repeat: (typeof repeats)[number]
  /** How many of the tried may be at the far end already. */
  mayBeThere: number
}

export interface TriedDeliveries {
  tried: number
  /** They would be sent. The far end may still refuse them. */
  pass: number
  /** They would not even be sent, the largest group first. */
  refused: readonly Refusals[]
  destinations: readonly Tried[]
  /** There are more than were tried. */
  more: boolean
}

/** @param limit how many are tried at most, the newest first */
export async function tryDeliveries(
  { db, plan }: Pick<DeliveryContext, 'db' | 'plan'>,
  filter: DeliveryFilter,
  limit: number,
): Promise<TriedDeliveries> {
  const { destinations } = plan()
  const found = await deliveriesForDryRun(db, { ...filter, state: filter.state ?? defaultStates }, limit + 1)
  const groups = new Map<string, Refusals>()
  const tried = found.slice(0, limit)
  for (const one of tried) {
    const refused = refusalOf(one, destinations)
    if (!refused) continue
    const key = JSON.stringify([one.destination, refused])
    const { count = 0 } = groups.get(key) ?? {}
    const newest = groups.get(key) ?? { destination: one.destination, ...refused, delivery: one.id, lead: one.leadId }
    groups.set(key, { ...newest, count: count + 1 })
  }
  const refused = [...groups.values()].sort((a, b) => b.count - a.count)
  const pass = tried.length - refused.reduce((sum, { count }) => sum + count, 0)
  const byDestination = Map.groupBy(tried, ({ destination }) => destination)
  const tell = ([destination, all]: [string, DryRunDelivery[]]): Tried => ({
    ...{ destination, repeat: repeatOf(destinations.get(destination)) },
    mayBeThere: all.filter(({ mayBeThere }) => mayBeThere).length,
  })
  return {
    ...{ tried: tried.length, pass, refused, more: found.length > limit },
    destinations: [...byDestination].map(tell),
  }
}

function repeatOf(opened: OpenDestination | undefined): Tried['repeat'] {
  if (opened?.repeat === 'harmless') return 'harmless'
  return opened?.destination.find === undefined ? 'doubles' : 'looked-up'
}

type Destinations = ReturnType<DeliveryContext['plan']>['destinations']

function refusalOf({ destination, route, handling, lead, raw }: DryRunDelivery, destinations: Destinations) {
  const opened = destinations.get(destination)
  if (!opened) return { class: 'internal', code: '', message: 'Its destination left the configuration.' }
  return outlook(opened, withBody(lead, raw), route, handling === '' ? [] : handling.split(',')).refused
}
