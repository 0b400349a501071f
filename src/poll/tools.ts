import type { Config } from '../config/config.ts'
import type { QueuePort } from '../delivery/context.ts'
import type { Db } from '../ledger/db.ts'
import type { HubLog } from '../log.ts'

/** What reading a source needs at hand. */
export interface PollerTools {
  db: Db
  log: Pick<HubLog, 'info' | 'warn'>
  queue: Pick<QueuePort, 'leads'>
  /** Told of every row taken: `received` or `unreadable`. */
  count(source: string, answer: string): void
  /** In force. */
  config(): Pick<Config, 'version' | 'connectors'>
  /** The queue did not take a job; the reconciler heals it. */
  onQueueFailure(error: unknown): void
  /** The ledger cannot be reached; it is tried again. */
  onOutage(error: unknown): void
  /** Rows a page at most; the service gives 1,000. @default 1_000 */
  pageSize?: number | undefined
  /** Pages of a turn at most. @default 100 */
  pages?: number | undefined
}
