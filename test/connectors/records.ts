import { v7 as uuidv7 } from 'uuid'
import type { KeptRecord } from '../../src/connector.ts'

/** A record that a receipt named an hour ago. */
export function kept(reference: string, more: Partial<KeptRecord> = {}): KeptRecord {
  const hourAgo = new Date(Date.now() - 3_600_000)
  const ids = { id: uuidv7(), leadId: uuidv7() }
  const times = { receivedAt: hourAgo, firstAttemptAt: hourAgo, deliveredAt: hourAgo }
  return { ...ids, ...times, reference, outcome: 'created', email: '', ...more }
}

/** How many records were told to be there, not to be there, and not told at all. */
export function told(records: readonly KeptRecord[], present: ReadonlyMap<string, boolean>): Record<string, number> {
  const answers = records.map(({ id }) => present.get(id))
  const number = (wanted: boolean | undefined) => answers.filter((answer) => answer === wanted).length
  return { there: number(true), gone: number(false), unknown: number(undefined) }
}
