/** The quiet days of the configuration, as hours. Pure. */
import type { QuietDays } from '../../config/silence.ts'
import { momentOf, nextDay } from '../../settings/zone.ts'
import type { QuietDay } from './learn.ts'
import { hour } from './week.ts'

interface Calendar {
  zone: string
  quietDays: readonly QuietDays[]
}

/** Knows the year before `now`, this year and the next. */
export function quietDayOf({ zone, quietDays }: Calendar, now: Date): QuietDay {
  const hours = new Set<number>()
  const spans = quietDays.flatMap((days) => spansOf(days, now.getUTCFullYear(), zone))
  for (const { from, to } of spans) {
    for (let at = Math.ceil(from / hour); at * hour < to; at++) hours.add(at)
  }
  return (at) => hours.has(at)
}

function spansOf({ from, to }: QuietDays, thisYear: number, zone: string): { from: number; to: number }[] {
  const over = to.month < from.month || (to.month === from.month && to.day < from.day) ? 1 : 0
  const years = from.year === undefined ? [thisYear - 2, thisYear - 1, thisYear, thisYear + 1] : [from.year]
  return years.map((year) => {
    const last = { ...to, year: to.year ?? year + over }
    return { from: momentOf(zone, { ...from, year }, 0), to: momentOf(zone, nextDay(last), 0) }
  })
}
