/** How many leads of each hour are read, and what one of them stands for. Pure. */

/** The most of each hour, so that all hours together have at most `budget`. */
export function mostOfEach(counts: readonly number[], budget: number): number {
  let [left, most] = [budget, Number.POSITIVE_INFINITY]
  const ascending = counts.toSorted((a, b) => a - b)
  for (const [at, count] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - at))
    if (count > share) {
      most = share
      break
    }
    left -= count
  }
  return most
}

/** Counts by value, sorted by it. @returns the value below which this share of all counts lies; null without any */
export function quantile(counts: readonly { value: number; count: number }[], share: number): number | null {
  const sorted = counts.filter(({ count }) => count > 0).toSorted((a, b) => a.value - b.value)
  const wanted = share * sorted.reduce((sum, { count }) => sum + count, 0)
  let seen = 0
  for (const { value, count } of sorted) {
    seen += count
    if (seen >= wanted - 1e-9) return value
  }
  return null
}
