/** A download may list a lead several times, for example once for each change. Pure. */
import type { When } from './moments.ts'

interface Row {
  /** Microsoft's id; blank if the file has none. */
  referral: string
  updated: When | undefined
}

/**
 * One row for each of Microsoft's ids: the row that was changed last, or else the first. Rows without an id all stay.
 * @returns the rows in the order of the file, and how many were left out
 */
export function withoutRepeats<R extends Row>(rows: readonly R[]): { referrals: readonly R[]; repeats: number } {
  const newest = new Map<string, R>()
  for (const row of rows) {
    const before = newest.get(row.referral)
    if (!before || changed(row) > changed(before)) newest.set(row.referral, row)
  }
  const referrals = rows.filter((row) => row.referral === '' || newest.get(row.referral) === row)
  return { referrals, repeats: rows.length - referrals.length }
}

function changed({ updated }: Row): number {
  return updated?.at.getTime() ?? Number.NEGATIVE_INFINITY
}
