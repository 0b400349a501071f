import { ledger } from './0001-ledger.ts'
import { operating } from './0002-operating.ts'
import { routing } from './0003-routing.ts'
import { polling } from './0004-polling.ts'
import { erasure } from './0005-erasure.ts'
import { configHistory } from './0006-config-history.ts'
import { approval } from './0007-approval.ts'
import { stopping } from './0008-stopping.ts'
import { takenBack } from './0009-taken-back.ts'
import { claimLease } from './0010-claim-lease.ts'
import { refusals } from './0011-refusals.ts'
import { sameKey } from './0012-same-key.ts'

/** In order; a number, once released, is never changed. */
export const migrations: readonly string[] = [
  ledger,
  operating,
  routing,
  polling,
  erasure,
  configHistory,
  approval,
  stopping,
  takenBack,
  claimLease,
  refusals,
  sameKey,
]
