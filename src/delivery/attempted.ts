import type { Claimed } from '../ledger/claims.ts'
import type { Outcome } from './decide.ts'
import type { Track } from './open-destination.ts'

/** One try and what came of it. */
export interface Tried {
  claimed: Claimed
  track: Track | undefined
  /** The configuration in force when the try began. */
  configVersion: string
  outcome: Outcome
  /** Its claim ended before the try did: another worker may have the delivery. */
  lapsed: boolean
  tookMs: number
}
