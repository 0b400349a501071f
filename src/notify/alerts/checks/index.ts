import type { Check } from '../check.ts'
import { failingChannels } from './channels.ts'
import { endingSecrets, refusedConfig } from './config.ts'
import { backlog, closedDestinations, waitingForPerson } from './destinations.ts'
import { floods } from './flood.ts'
import { fullDisk, noWorkers, queueAway } from './hub.ts'
import { lateLeads, strandedLeads } from './leads.ts'
import { unprovedLeads } from './proof.ts'
import { refusedShares } from './refused.ts'
import { silences } from './silence.ts'
import { unreadTables } from './tables.ts'
import { wrongKeys } from './wrong-key.ts'

/** Every check of a look. */
export const checks: readonly Check[] = [
  closedDestinations,
  waitingForPerson,
  strandedLeads,
  lateLeads,
  backlog,
  refusedShares,
  floods,
  wrongKeys,
  refusedConfig,
  endingSecrets,
  unreadTables,
  silences,
  noWorkers,
  queueAway,
  fullDisk,
  failingChannels,
  unprovedLeads,
]
