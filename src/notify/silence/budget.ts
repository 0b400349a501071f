/** How many false alarms a year each series may make. Pure. */

/**
 * A source has its own budget. The offers of a source share another, and so do all destinations.
 * @param learnt the series that have a model
 */
export function budgets(learnt: readonly string[], falseAlarms: number): (series: string) => number {
  const groups = Map.groupBy(learnt, groupOf)
  return (series) => {
    if (series.startsWith('source:')) return falseAlarms
    return falseAlarms / Math.max(1, groups.get(groupOf(series))?.length ?? 0)
  }
}

function groupOf(series: string): string {
  return series.startsWith('offer:') ? series.slice(0, series.indexOf('/')) : series.slice(0, series.indexOf(':'))
}
