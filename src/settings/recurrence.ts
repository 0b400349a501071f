/** When a digest is due: the times of a recurrence, counted from a fixed anchor and never from the last run. Pure. */
import { DateTime, type DurationLikeObject } from 'luxon'

export interface Recurrence {
  every: number
  unit: 'minute' | 'hour' | 'day' | 'week' | 'month'
  /** Minutes after midnight, by the clock of the zone. */
  at: number
  /** Days of the week, 1 = Monday … 7. Days and weeks only; empty: every day, or the Monday of a week. */
  on: readonly number[]
  /** IANA name of the time zone. */
  zone: string
}

/** A Monday. Weeks and months count from here. */
const anchorDay = { year: 2024, month: 1, day: 1 }

const real = { minute: 60_000, hour: 3_600_000 } as const

/**
 * Minutes and hours are real time. Days, weeks and months go by the clock of the zone: a time that the change to summer
 * time leaves out is an hour later, and a time that comes twice counts the first time.
 * @returns the first time after `after`
 */
export function nextRun(recurrence: Recurrence, after: Date): Date {
  const { unit, every } = recurrence
  const anchor = clock(recurrence, DateTime.fromObject(anchorDay, { zone: recurrence.zone }))
  if (unit === 'minute' || unit === 'hour') {
    const step = every * real[unit]
    const past = Math.floor((after.getTime() - anchor.toMillis()) / step)
    return new Date(anchor.toMillis() + (past + 1) * step)
  }
  const start = DateTime.fromJSDate(after, { zone: recurrence.zone })
  // One period back: the same day may still have a run to come.
  for (let period = periodsSince(recurrence, start) - 1; ; period++) {
    const found = runsOf(recurrence, period).find((run) => run.toMillis() > after.getTime())
    if (found) return found.toJSDate()
  }
}

/** The last `count` times that are not after `until`, oldest first. For days, weeks and months. */
export function lastRuns(recurrence: Recurrence, until: Date, count: number): Date[] {
  const start = DateTime.fromJSDate(until, { zone: recurrence.zone })
  const runs: DateTime[] = []
  for (let period = periodsSince(recurrence, start); runs.length < count; period--) {
    runs.unshift(...runsOf(recurrence, period).filter((run) => run.toMillis() <= until.getTime()))
  }
  return runs.slice(-count).map((run) => run.toJSDate())
}

function periodsSince({ unit, every }: Recurrence, moment: DateTime): number {
  const anchor = DateTime.fromObject(anchorDay, { zone: moment.zone })
  return Math.floor(
    moment
      .startOf('day')
      .diff(anchor, `${unit}s` as keyof DurationLikeObject)
      .as(`${unit}s` as 'days') / every,
  )
}

/** The runs of one period, in order. */
function runsOf(recurrence: Recurrence, period: number): DateTime[] {
  const { unit, every, on, zone } = recurrence
  const begin = DateTime.fromObject(anchorDay, { zone }).plus({ [`${unit}s`]: period * every })
  const days =
    unit === 'week' ? (on.length > 0 ? on : [1]).map((weekday) => begin.plus({ days: weekday - 1 })) : [begin]
  const wanted = unit === 'day' && on.length > 0 ? days.filter(({ weekday }) => on.includes(weekday)) : days
  return wanted.map((day) => clock(recurrence, day)).sort((a, b) => a.toMillis() - b.toMillis())
}

function clock({ at }: Recurrence, day: DateTime): DateTime {
  return day.set({ hour: Math.floor(at / 60), minute: at % 60, second: 0, millisecond: 0 })
}
