import type { Check } from '../check.ts'
import { backlog, closedDestinations, waitingForPerson } from './destinations.ts'
import { endingSecrets, failingChannels, fullDisk, noWorkers, queueAway, refusedConfig, unreadTables } from './hub.ts'
import { lateLeads, strandedLeads } from './leads.ts'
import { unprovedLeads } from './proof.ts'
import { silences } from './silence.ts'

/** Every check of a look. */
export const checks: readonly Check[] = [
  closedDestinations,
  waitingForPerson,
  strandedLeads,
  lateLeads,
  backlog,
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
