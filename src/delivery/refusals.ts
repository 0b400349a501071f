/** When failed leads prove a fault of the destination, and not of themselves. Functions of plain data. */
import type { RecentAttempt } from '../ledger/destinations.ts'
import type { Refusal } from '../ledger/refusals.ts'

/** So many times more leads are needed where the destination delivered a moment ago and all of them come from one source. */
const moreFromOneSource = 10

/** How many attempts are looked at: some of those refused may be of one person, or have been refused before. */
export function refusalsToRead(enough: number): number {
  return 2 * moreFromOneSource * enough
}

/** The newest attempts, as long as all are refusals with one code. */
export function refusedInARow(recent: readonly Refusal[]): readonly Refusal[] {
  const code = recent[0]?.code
  const end = recent.findIndex((one) => one.class !== 'rejected' || one.code !== code)
  return end < 0 ? recent : recent.slice(0, end)
}

/**
 * Three posts of one person prove nothing, and neither does a lead that was refused before.
 * @param enough the setting `hold.afterRejections`
 */
export function provesFault(
  row: readonly Refusal[],
  { enough, deliveredLately }: { enough: number; deliveredLately: boolean },
): boolean {
  const fresh = row.filter(({ before }) => !before)
  const oneSource = new Set(fresh.map(({ source }) => source)).size < 2
  const needed = deliveredLately && oneSource ? moreFromOneSource * enough : enough
  return new Set(fresh.map(({ person }) => person)).size >= needed
}

/** How many attempts are looked at: one lead's own retries may be among those of several leads. */
export function failuresToRead(after: number): number {
  return 10 * after
}

/** The newest attempts, as long as all failed with what passes. */
export function failuresInARow(recent: readonly RecentAttempt[]): readonly RecentAttempt[] {
  const end = recent.findIndex((one) => one.class !== 'transient' && one.class !== 'uncertain')
  return end < 0 ? recent : recent.slice(0, end)
}
