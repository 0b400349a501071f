import type { Config } from '../config/config.ts'
import type { QueuePort } from '../delivery/context.ts'
import type { Db } from '../ledger/db.ts'
import type { HubLog } from '../log.ts'

/** The dependencies of a poller. */
export interface PollerTools {
  db: Db
  log: Pick<HubLog, 'info' | 'warn'>
  queue: Pick<QueuePort, 'leads'>
  /** Called for every row: `received` or `unreadable`. */
  count(source: string, answer: string): void
  /** The configuration in force. */
  config(): Pick<Config, 'version' | 'connectors'>
  /** Called when the queue did not take a job; the reconciler queues its leads later. */
  onQueueFailure(error: unknown): void
  /** Called when the ledger cannot be reached; the poller retries. */
  onOutage(error: unknown): void
  /** Largest number of rows per page; the service allows 1,000. @default 1_000 */
  pageSize?: number | undefined
  /** Largest number of pages per lease. @default 100 */
  pages?: number | undefined
}
