/** What the daily proof tells people. Pure. */
import type { MissingCount } from '../../ledger/notify/proof-reads.ts'

/** A thing that is wrong now. Its key stays the same as long as it is wrong. */
export interface Finding {
  /** `reconciliation:crm-eu` */
  key: string
  kind: 'reconciliation'
  severity: 'warning'
  /** The destination. */
  subject: string
  headline: string
  text: string
  detail: { missing: number; days: number; since: string }
}

/**
 * Missing records are a question, never a reason to deliver again: a person may have deleted or merged them.
 * @param counts of the days that are looked at, by destination
 */
export function proofFindings(counts: readonly MissingCount[]): Finding[] {
  return counts
    .filter(({ missing }) => missing > 0)
    .map(({ destination, missing, since, days }) => ({
      key: `reconciliation:${destination}`,
      kind: 'reconciliation' as const,
      severity: 'warning' as const,
      subject: destination,
      headline: `Missing: ${destination}. ${missing} delivered ${missing === 1 ? 'lead is' : 'leads are'} not there`,
      text: `${missing === 1 ? 'A lead was' : `${missing} leads were`} delivered to ${destination} with a receipt, and ${missing === 1 ? 'its record is' : 'their records are'} not there any more (first on ${since}). Somebody may have deleted the records there. Run \`leadyard prove --day ${since}\` to see the leads; replay those that were lost.`,
      detail: { missing, days, since },
    }))
}
