/**
 * A check: what it finds in a snapshot is an alert. A new check is a plain value and a line in ./checks/index.ts; its
 * kinds stand in config/alert-kinds.ts, their words in ../messages/wording.ts.
 */
import type { AlertKind } from '../../config/alert-kinds.ts'
import type { AlertSettings } from '../../config/alerts.ts'
import type { SourceConfig } from '../../config/source.ts'
import type { Db } from '../../ledger/db.ts'
import type { LedgerSnapshot } from '../../ledger/notify/snapshot.ts'
import type { Severity } from '../../ledger/notify-tables.ts'
import type { SilenceSnapshot } from '../silence/snapshot.ts'

export interface Finding {
  /** Kind and subject: `held:crm-eu`. At most one alert of a key is open. */
  key: string
  kind: AlertKind
  /** @default the severity of its kind */
  severity?: Severity
  /** Id of a destination, source, offer or channel. No person, no text of a lead. */
  subject: string
  /** Milliseconds that it must be so before people are told. @default the time of its kind */
  after?: number
  /** Since when it is so. The time of `after` counts from here. @default the first look that found it */
  since?: Date
  /** Grows with the trouble: people are told again when it has doubled. @default 0 */
  size?: number
  /** Counts, codes, times: the variables of its words. */
  detail: Readonly<Record<string, unknown>>
}

/** What this process knows by itself. */
export interface LocalSnapshot {
  alerts: AlertSettings
  sources: ReadonlyMap<string, SourceConfig>
  /** How quiet each source, offer and destination is, and the test leads through public addresses. */
  silence: SilenceSnapshot
  /** Problems of the configuration file, if it was refused. */
  complaints: readonly string[]
  /** Destinations that only a lead can prove: their connector has no check. */
  uncheckable: ReadonlySet<string>
  /** The documented sentences of a problem, by its id. */
  wordingOf(problem: string): readonly string[]
  /** Secrets that tell when they end. */
  expiries: readonly { destination: string; setting: string; at: Date }[]
  /** Since when the queue cannot be reached. */
  queueAwaySince: Date | undefined
  /** Of the data folder, in bytes. */
  disk: { free: number; size: number } | undefined
  /** Deliveries in line at each destination, at earlier looks, five minutes apart; the newest last. */
  queued: ReadonlyMap<string, readonly number[]>
  /** The alerts that are open, by key, with their detail: a check may close at another measure than it opens. */
  open: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

export type Snapshot = LedgerSnapshot & LocalSnapshot

export interface Check<Seen = unknown> {
  /** Kinds of the alerts that it finds. Those of other checks it neither opens nor closes. */
  readonly kinds: readonly AlertKind[]
  /** One or few cheap statements, for a check that needs more than the snapshot. If it rejects, nothing is closed. */
  look?(db: Db, snapshot: Snapshot): Promise<Seen>
  /** Pure. */
  find(snapshot: Snapshot, seen: Seen): readonly Finding[]
}

/** Keeps the type of what the check looks at between its two functions. */
export function check<Seen = undefined>(one: Check<Seen>): Check {
  return one as Check
}
