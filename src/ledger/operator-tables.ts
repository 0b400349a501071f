/** The tables of what operators do to many deliveries. */
import type { ColumnType, Generated } from 'kysely'
import type { DeliveryFilter } from './reads/filter.ts'
import type { DeliveryState } from './states.ts'

/** `word`: an operator settled the delivery. `look-up`: the far end was asked. */
export type SettledHow = 'word' | 'look-up'

export interface OperatorTables {
  replays: {
    id: string
    actor: string
    filter: ColumnType<DeliveryFilter, string, string>
    again: boolean
    created_at: Generated<Date>
    finished_at: Date | null
    /** The replay was stopped before all its deliveries were made due. */
    stopped: Generated<boolean>
    lease_until: Generated<Date>
    total: number
    done: Generated<number>
    after_lead: Generated<string>
    after_destination: Generated<string>
    /** Deliveries whose state changed later do not belong to the replay. */
    as_of: Generated<Date>
    /** How many deliveries were taken back. */
    undone: Generated<number>
    /** Who asked for the undo; blank without an undo. */
    undo_actor: Generated<string>
    undo_asked_at: Date | null
    /** Null while the undo runs. */
    undo_ended_at: Date | null
  }
  /** Each time that an operator put a delivery in line, with the values that the replay replaced. */
  replayed: {
    delivery: string
    at: Generated<Date>
    actor: string
    replay: string | null
    state: DeliveryState
    generation: number
    next_attempt_at: Date | null
    queued_at: Date
    retry_since: Date | null
    settled_at: Date | null
    undone_at: Date | null
    /** The settlement at the replay, as in `deliveries`. */
    settled_by: Generated<string>
    settled_how: Generated<SettledHow | ''>
    settled_why: Generated<string>
  }
  lookups: {
    id: string
    actor: string
    filter: ColumnType<DeliveryFilter, string, string>
    as_of: Date
    created_at: Generated<Date>
    finished_at: Date | null
    stopped: Generated<boolean>
    lease_until: Generated<Date>
    total: number
    found: Generated<number>
    absent: Generated<number>
    cannot: Generated<number>
    /** The failure of the last delivery that could not be looked up. */
    code: Generated<string>
    problem: Generated<string>
    message: Generated<string>
    after_destination: Generated<string>
    after_lead: Generated<string>
  }
}
