/** Decides when failed leads prove a fault of the destination, not of the leads. Functions of plain data. */
import type { RecentAttempt } from '../ledger/destinations.ts'
import type { Refusal } from '../ledger/refusals.ts'

/** How many times more leads are needed if the destination delivered lately and all refused leads have one source. */
const moreFromOneSource = 10

/** How many attempts are read: several refusals may be of one person, or of a lead that was refused before. */
export function refusalsToRead(enough: number): number {
  return 2 * moreFromOneSource * enough
}

/** The newest attempts, up to the first that is not a refusal with the same code. */
export function refusedInARow(recent: readonly Refusal[]): readonly Refusal[] {
  const code = recent[0]?.code
  const end = recent.findIndex((one) => one.class !== 'rejected' || one.code !== code)
  return end < 0 ? recent : recent.slice(0, end)
}

/**
 * Counts different people, and ignores leads that were refused before.
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

/** How many attempts are read: retries of the same lead are among them. */
export function failuresToRead(after: number): number {
  return 10 * after
}

/** The newest attempts, up to the first that is not a passing failure. */
export function failuresInARow(recent: readonly RecentAttempt[]): readonly RecentAttempt[] {
  const end = recent.findIndex((one) => one.class !== 'transient' && one.class !== 'uncertain')
  return end < 0 ? recent : recent.slice(0, end)
}
