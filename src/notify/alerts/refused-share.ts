/** How many refusals among the last few are more than chance brings. Pure. */

/** A usual share below this one is not believed: no far end is that good for ever. */
const leastUsual = 0.005

/**
 * The share that is usually refused, on the safe side while little is known (Laplace's rule of succession): nothing of
 * nothing is a half, nothing of 198 is 0.5 %.
 * @returns 0.005 to 1
 */
export function usualShare({ refused, all }: { refused: number; all: number }): number {
  return Math.min(1, Math.max(leastUsual, (refused + 1) / (all + 2)))
}

/**
 * The least number of refusals among `of` that chance brings with a probability below `chance`.
 * @param usual the usual share
 * @returns `of + 1` if no number is so unlikely
 */
export function refusedLimit(usual: number, of: number, chance: number): number {
  if (usual >= 1) return of + 1
  let exactly = (1 - usual) ** of
  let atLeast = 1
  let count = 0
  while (count <= of && atLeast >= chance) {
    atLeast -= exactly
    exactly *= ((of - count) / (count + 1)) * (usual / (1 - usual))
    count++
  }
  return count
}
