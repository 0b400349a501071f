/**
 * Tells of the first at once, and of what follows within `period` ms only how many there were, with the next one after it: an
 * outage says the same a hundred times a second.
 * @param tell the last one, and how many were not told before it.
 */
export function throttle<T>(period: number, tell: (last: T, untold: number) => void): (one: T) => void {
  let told = Number.NEGATIVE_INFINITY
  let untold = 0
  return (one) => {
    const now = performance.now()
    if (now - told < period) {
      untold++
      return
    }
    told = now
    tell(one, untold)
    untold = 0
  }
}
