/** The policy of a kind: its defaults, and what the configuration says otherwise. */
import { type AlertKind, type AlertKindPolicy, alertKinds } from '../../config/alert-kinds.ts'
import type { AlertSettings } from '../../config/alerts.ts'

/** @param kind an alert in the ledger may be of a kind that a later program no longer has */
export function policyOf({ kinds, settle }: AlertSettings, kind: string): AlertKindPolicy {
  const usual = alertKinds[kind as AlertKind] ?? alertKinds.unrouted
  const { severity = usual.severity, after = usual.after } = kinds[kind as AlertKind] ?? {}
  // A kind that closes at once by default does so whatever `settle` is: its condition is exact.
  return { severity, after, settle: usual.settle === 0 ? 0 : (settle ?? usual.settle) }
}

export function isOff({ kinds }: AlertSettings, kind: string): boolean {
  return kinds[kind as AlertKind]?.off === true
}
