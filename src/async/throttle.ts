/**
 * Limits reports to one in `period` ms: the first event is reported at once, and events within `period` ms after it are
 * only counted. The next report says how many. Without it, an outage would log the same line a hundred times a second.
 * @param report gets the newest event, and how many events before it were not reported.
 */
export function throttle<T>(period: number, report: (last: T, unreported: number) => void): (event: T) => void {
  let reportedAt = Number.NEGATIVE_INFINITY
  let unreported = 0
  return (event) => {
    const now = performance.now()
    if (now - reportedAt < period) {
      unreported++
      return
    }
    reportedAt = now
    report(event, unreported)
    unreported = 0
  }
}
