/** The tables of figures by the hour, and of what became of each destination. */
import type { Generated } from 'kysely'
import type { DestinationState } from './states.ts'

export interface FigureTables {
  /** Leads that came in, by the hour, or by the day if `hours` is 24. */
  lead_hours: {
    at: Date
    hours: Generated<number>
    source: string
    offer: string
    test: boolean
    received: number
    unrouted: number
    unreadable: number
  }
  /** Attempts that began, by the hour or by the day. `result`: the outcome of the receipt, or the failure's class. */
  attempt_hours: {
    at: Date
    hours: Generated<number>
    destination: string
    result: string
    test: boolean
    attempts: number
    /** Those that brought a receipt for a delivery that had one before. */
    again: Generated<number>
    ms: string
    histogram: number[]
  }
  /** Posts that were refused before a lead was stored, by the answer that the sender got. */
  refused_posts: { source: string; hour: Date; status: number; posts: number; first_at: Date; last_at: Date }
  /** One row: the hours that are counted. */
  counted: { one: Generated<boolean>; since: Date; until: Date; by_day_until: Date; whole: Generated<boolean> }
  /** How the state of each destination changed, and who changed it. */
  destination_changes: {
    id: Generated<string>
    destination: string
    at: Generated<Date>
    state: DestinationState
    problem: Generated<string>
    code: Generated<string>
    /** Blank if the hub did it. */
    actor: Generated<string>
    reason: Generated<string>
  }
}
