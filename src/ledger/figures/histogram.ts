/** How long attempts took: counts by bounds that grow by about half. */

/** In milliseconds, each the end of a class (not included). The last class has no end. Stored counts depend on them. */
export const bounds = [
  10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 15_000,
  20_000, 30_000, 60_000,
] as const

/**
 * Milliseconds within which a share of the attempts ended. Within a class the attempts count as spread evenly.
 * @param counts by class, one more than there are bounds.
 * @param share 0.95 for the 95th percentile.
 * @returns null if there are no attempts.
 */
export function percentile(counts: readonly number[], share: number): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return null
  const wanted = share * all
  let before = 0
  for (const [at, count] of counts.entries()) {
    if (count > 0 && before + count >= wanted) {
      const [low, high] = [bounds[at - 1] ?? 0, bounds[at] ?? bounds.at(-1)!]
      return Math.round(low + ((high - low) * (wanted - before)) / count)
    }
    before += count
  }
  return bounds.at(-1)!
}

/** The counts of several histograms together. */
export function together(histograms: readonly (readonly number[])[]): number[] {
  return Array.from({ length: bounds.length + 1 }, (_, at) =>
    histograms.reduce((sum, counts) => sum + (counts[at] ?? 0), 0),
  )
}
