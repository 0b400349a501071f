/** What starts a hub, and what a hub can do. */
import type { Config } from '../config/config.ts'
import type { DeliveryRow } from '../ledger/reads/deliveries.ts'
import type { HubLog } from '../log.ts'

export interface HubOptions {
  config: Config
  role: 'all' | 'ingest' | 'worker'
  databaseUrl: string
  redisUrl: string | undefined
  log: HubLog
  stopWithin: number
  /**
   * The token that the API accepts while `api.tokens` is empty. Without this token the API refuses every request then.
   */
  localToken?: (() => string | undefined) | undefined
  /** The folder whose disk is watched. */
  dataDir?: string | undefined
  /** @returns how many lines the log could not write. @default 0 */
  lostLines?: () => number
}

export interface Hub {
  /** `http://127.0.0.1:8080` */
  url: string
  /** Where a person finds the console; undefined if this hub serves none. */
  consoleLink(): string | undefined
  queue: 'postgres' | 'redis'
  config(): Config
  /** Replaces the configuration as a whole; attempts under way end under the old configuration. */
  reload(config: Config): Promise<void>
  /** Notes the problems of the file, whose text is not in force. Empty: the file has no problems. */
  complain(problems: readonly string[]): void
  deliveriesOf(leadId: string): Promise<DeliveryRow[]>
  /** Runs the reconciler now. */
  reconcile(): Promise<void>
  /** Looks for alerts now. @param at the present, for tests */
  look(at?: Date): Promise<void>
  /** Has the messages sent that are due. */
  tell(): Promise<void>
  close(): Promise<void>
}
