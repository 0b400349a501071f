import type { Answer } from '../../hub/client.ts'

export type Alert = Answer<'get /alerts'>['items'][number]
/** What the words of an alert need. */
export type AlertFacts = Pick<Alert, 'id' | 'kind' | 'severity' | 'subject' | 'headline' | 'detail' | 'since'> &
  Partial<Pick<Alert, 'endedAt' | 'closedAt'>>

/** Which sentence tells of it. A later hub may know kinds that have none here. */
export function saidOf({ kind, detail }: Pick<AlertFacts, 'kind' | 'detail'>): string {
  if (kind === 'held' && textOf(detail, 'by') !== '') return 'held-by'
  if (kind === 'silent' && detail['of'] === 'destination') return 'silent-destination'
  if (kind === 'silent' && detail['by'] === 'hand') return 'silent-hand'
  if (kind === 'refused' && detail['of'] === 'source') return 'refused-source'
  if (kind === 'wrong-key' && detail['alone'] === false) return 'wrong-key-among'
  if (kind === 'reconciliation' && numberOf(detail, 'odd') > 0) return 'reconciliation-odd'
  return kind
}

export function numberOf(detail: AlertFacts['detail'], key: string): number {
  const value = detail[key]
  return typeof value === 'number' ? value : 0
}

export function textOf(detail: AlertFacts['detail'], key: string): string {
  const value = detail[key]
  return typeof value === 'string' ? value : ''
}

const severities = ['critical', 'warning', 'info']

/** What explains others comes before them, then by severity, then the newest. */
export function byWeight(one: Alert, other: Alert): number {
  return (
    Number(one.inhibitedBy !== null) - Number(other.inhibitedBy !== null) ||
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    other.openedAt.localeCompare(one.openedAt)
  )
}
