import type { z } from 'zod'
import type { foreseenShape } from '../api/shapes/dry-run.ts'
import type { Difference } from '../operations/compare.ts'
import type { DryRun } from '../operations/dry-run.ts'

type Foreseen = z.output<typeof foreseenShape>

/** Numbers of leads by state, route and destination of their dry runs. */
export interface Totals {
  states: Record<string, number>
  routes: Record<string, number>
  destinations: Record<string, number>
  /** `crm-eu: REQUIRED_FIELD_BLANK` */
  refused: Record<string, number>
  /** `crm-eu: title cut` */
  cut: Record<string, number>
}

interface Changed {
  id: string
  offer: string
  differences: Difference[]
}

export interface Many {
  leads: number
  today: Totals
  /** Under the other configuration. */
  proposed: Totals | undefined
  changed: number
  /** The first of them. */
  examples: Changed[]
}

export function noTotals(): Totals {
  return { states: {}, routes: {}, destinations: {}, refused: {}, cut: {} }
}

export function add(totals: Totals, { state, destinations }: Pick<Foreseen, 'state' | 'destinations'> | DryRun): void {
  const one = (counts: Record<string, number>, key: string) => {
    counts[key] = (counts[key] ?? 0) + 1
  }
  one(totals.states, state)
  for (const route of new Set(destinations.map((each) => each.route))) one(totals.routes, route)
  for (const { destination, refused, notes } of destinations) {
    one(totals.destinations, destination)
    if (refused) one(totals.refused, `${destination}: ${refused.message}`)
    // Of many leads the field alone is told.
    for (const note of notes) if (typeof note !== 'string') one(totals.cut, `${destination}: ${note.field} cut`)
  }
}
