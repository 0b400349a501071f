import type { Claimed } from '../ledger/claims.ts'
import type { Outcome } from './decide.ts'
import type { OpenDestination } from './open-destination.ts'

/** One try and what came of it. */
export interface Attempted {
  claimed: Claimed
  opened: OpenDestination | undefined
  /** The configuration in force when the try began. */
  configVersion: string
  outcome: Outcome
  /** As in `Circumstances`. */
  othersPass: boolean
  /** Its claim ended before the try did: another worker may have the delivery. */
  lapsed: boolean
  tookMs: number
}
