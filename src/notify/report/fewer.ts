/** Whether a period has fewer leads than usual: a slow decline, which no alarm tells. Pure. */

/** Periods before that are needed. */
const needed = 4
/** Standard deviations: of periods that are as usual, about one in a hundred has so few. */
const far = 2.33
/** A smaller decline is not worth a line. */
const worth = 0.8

/**
 * The spread is taken from the differences of successive periods, which a decline over many periods does not widen
 * (von Neumann 1941). It is never less than that of chance alone.
 * @param before leads of the periods before, oldest first; those before the first lead are left out
 * @returns what is usual, or undefined if the period is no exception, or too little is known
 */
export function usualIfFewer(before: readonly number[], now: number): number | undefined {
  const first = before.findIndex((leads) => leads > 0)
  // The first period may have begun in the middle.
  const known = first < 0 ? [] : before.slice(first + 1)
  if (known.length < needed) return undefined
  const usual = known.reduce((sum, leads) => sum + leads, 0) / known.length
  const steps = known.slice(1).map((leads, at) => (leads - known[at]!) ** 2)
  const variance = Math.max(usual, steps.reduce((sum, step) => sum + step, 0) / (2 * steps.length))
  const least = usual - far * Math.sqrt(variance * (1 + 1 / known.length))
  return now < least && now < worth * usual ? usual : undefined
}
