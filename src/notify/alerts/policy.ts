/** The policy of a kind: its defaults, and what the configuration says otherwise. */
import { type AlertKind, type AlertKindPolicy, alertKinds } from '../../config/alert-kinds.ts'
import { type AlertSettings, severitySchema } from '../../config/alerts.ts'
import type { Severity } from '../../ledger/notify-tables.ts'

/** @param kind an alert in the ledger may be of a kind that a later program no longer has */
export function policyOf({ kinds, settle }: AlertSettings, kind: string): AlertKindPolicy {
  const usual = alertKinds[kind as AlertKind] ?? alertKinds.unrouted
  const { severity = usual.severity, after = usual.after } = kinds[kind as AlertKind] ?? {}
  // A kind that closes at once by default does so whatever `settle` is: its condition is exact.
  return { severity, after, settle: usual.settle === 0 ? 0 : (settle ?? usual.settle) }
}

/** 0 for the most severe. */
export function rankOf(severity: Severity): number {
  return severitySchema.options.indexOf(severity)
}

export function isOff({ kinds }: AlertSettings, kind: string): boolean {
  return kinds[kind as AlertKind]?.off === true
}
