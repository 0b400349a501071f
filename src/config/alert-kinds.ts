/** The kinds of alerts, with the policy that holds unless `alerts.kinds` says otherwise. */
import type { AlertNews } from '../channel.ts'

export interface AlertKindPolicy {
  severity: AlertNews['severity']
  /** Milliseconds that it must be so before people are told. */
  after: number
  /** Milliseconds that it must be over before the alert closes. Within them its return is no news. */
  settle: number
}

const minute = 60_000

function kind(severity: AlertKindPolicy['severity'], after = 0, settle = 5 * minute): AlertKindPolicy {
  return { severity, after, settle }
}

export const alertKinds = {
  held: kind('critical'),
  resting: kind('warning', 15 * minute, 15 * minute),
  'waiting-for-person': kind('warning'),
  unrouted: kind('warning', 2 * minute),
  unreadable: kind('warning', 2 * minute),
  late: kind('warning'),
  backlog: kind('warning'),
  silent: kind('critical', 0, 0),
  'front-door': kind('critical', 0, 0),
  'wrong-key': kind('critical'),
  table: kind('critical', 15 * minute),
  config: kind('warning', 0, 0),
  secret: kind('warning', 0, 0),
  flood: kind('info'),
  refused: kind('warning'),
  workers: kind('critical', 0, 2 * minute),
  ledger: kind('critical', minute, 0),
  queue: kind('critical', minute, 2 * minute),
  disk: kind('warning', 0, 2 * minute),
  reconciliation: kind('warning', 0, 0),
  channel: kind('critical', 15 * minute, 0),
} as const satisfies Record<string, AlertKindPolicy>

export type AlertKind = keyof typeof alertKinds

export const alertKindNames = Object.keys(alertKinds) as [AlertKind, ...AlertKind[]]
