/** A download may list a lead several times, for example once for each change. Pure. */
import type { Referral } from './rows.ts'

/**
 * One row for each of Microsoft's ids: the row that was changed last, or else the first. Rows without an id all stay.
 * @returns the rows in the order of the file, and how many were left out
 */
export function withoutRepeats(rows: readonly Referral[]): { referrals: readonly Referral[]; repeats: number } {
  const newest = new Map<string, Referral>()
  for (const row of rows) {
    const before = newest.get(row.referral)
    if (!before || changed(row) > changed(before)) newest.set(row.referral, row)
  }
  const referrals = rows.filter((row) => row.referral === '' || newest.get(row.referral) === row)
  return { referrals, repeats: rows.length - referrals.length }
}

function changed({ updated }: Referral): number {
  return updated?.at.getTime() ?? Number.NEGATIVE_INFINITY
}
