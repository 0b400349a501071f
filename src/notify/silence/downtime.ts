/** What the hub's own downtime changes: it is no quiet of a sender. Pure. */
import type { Arrivals, Series } from './series.ts'

/** The last time in which no worker looked. */
export interface Downtime {
  from: number
  to: number
}

/**
 * @returns the series as the arrivals meet it, and when the next quiet begins. What came in while no worker looked ended no
 * quiet that could be known, and the next quiet begins when workers looked again.
 */
export function afterDowntime(
  series: Series,
  { at, last }: Arrivals,
  downtime: Downtime | null,
): { judged: Series; countedFrom: number } {
  if (!downtime || last > downtime.to) return { judged: series, countedFrom: last }
  const { from, to } = downtime
  if (last <= from) return { judged: series, countedFrom: last + (to - from) }
  return { judged: { ...series, countedFrom: Math.max(series.countedFrom, at) }, countedFrom: to }
}
