import type { Claimed } from '../ledger/claims.ts'
import type { Outcome } from './decide.ts'
import type { OpenDestination } from './open-destination.ts'

/** One attempt and its outcome. */
export interface Attempted {
  claimed: Claimed
  opened: OpenDestination | undefined
  /** The configuration in force when the attempt began. */
  configVersion: string
  outcome: Outcome
  /** As in `Circumstances`. */
  othersPass: boolean
  /** The claim ended before the attempt did: another worker may have the delivery. */
  lapsed: boolean
  tookMs: number
}
