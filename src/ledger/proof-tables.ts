/** The tables of the daily proof and of Microsoft's downloads. */
import type { ColumnType, Generated } from 'kysely'
import type { LeadState } from './states.ts'

type OddWhy = 'not-routed' | 'no-delivery' | 'no-lead' | 'erased'

/** A lead that does not add up. */
export interface Odd {
  lead: string
  /** `not-routed`: received long ago. `no-delivery`: routed, to no destination. `no-lead`: a delivery without its lead. `erased`: still under way. */
  why: OddWhy
}

export interface ProofTables {
  proof_days: {
    day: string
    zone: string
    since: Date
    until: Date
    actor: Generated<string>
    wanted_at: Date | null
    began_at: Date | null
    finished_at: Date | null
    lease_until: Generated<Date>
    whole: Generated<boolean>
    closed: Generated<boolean>
    told: Generated<boolean>
    leads: ColumnType<Partial<Record<LeadState, number>>, string | undefined, string>
    odd: ColumnType<Odd[], string | undefined, string>
  }
  reconciliations: {
    day: string
    destination: string
    offer: string
    accepted: number
    delivered: number
    waiting: number
    failed: number
    cancelled: number
    present: number
    missing: number
    unchecked: number
    checked_at: Date
  }
  proof_destinations: {
    day: string
    destination: string
    run_at: Date
    why: Generated<string>
    code: Generated<string>
    problem: Generated<string>
    message: Generated<string>
  }
  proofs: { day: string; destination: string; delivery: string; lead: string; there: boolean | null; at: Date }
  referrals: { referral: string; lead: string; matched_at: Generated<Date> }
}
