/** Between the rows of the ledger and the model's own values. Pure. */

import type { QuietDayRow, QuietState } from '../../ledger/notify/quiet-series.ts'
import type { CountedMinute } from '../../ledger/notify/silence.ts'
import type { Quiet, Series } from './series.ts'
import { day } from './week.ts'

export function seriesOf(row: QuietState): Series {
  return {
    first: row.first_at.getTime(),
    last: row.last_at.getTime(),
    countedFrom: row.counted_from.getTime(),
    learntAt: row.learnt_at?.getTime(),
    model: row.model ?? undefined,
    limit: row.threshold ?? Number.POSITIVE_INFINITY,
    slow: row.slow,
    alarms: row.alarms.map((at) => at.getTime()),
  }
}

export function stateOf(series: string, one: Series): QuietState {
  return {
    series,
    first_at: new Date(one.first),
    last_at: new Date(one.last),
    counted_from: new Date(one.countedFrom),
    learnt_at: one.learntAt === undefined ? null : new Date(one.learntAt),
    model: one.model ?? null,
    threshold: Number.isFinite(one.limit) ? one.limit : null,
    slow: one.slow,
    alarms: one.alarms.map((at) => new Date(at)),
  }
}

export function longestOf(rows: readonly QuietDayRow[]): Map<number, Quiet> {
  return new Map(
    rows.map((row) => [
      Date.parse(row.day) / day,
      { expected: row.longest, from: row.since.getTime(), to: row.until.getTime() },
    ]),
  )
}

export function dayRows(series: string, longest: ReadonlyMap<number, Quiet>): QuietDayRow[] {
  return [...longest].map(([on, { expected, from, to }]) => ({
    ...{ series, day: new Date(on * day).toISOString().slice(0, 10), longest: expected },
    ...{ since: new Date(from), until: new Date(to) },
  }))
}

export function minuteOf({ at, last, leads }: CountedMinute) {
  return { at: at.getTime(), last: last.getTime(), leads }
}
