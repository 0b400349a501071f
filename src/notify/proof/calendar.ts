/** Which days are proved when. Pure. */
import { dayAfter, dayAt, momentAt, type Span, spanOf } from './day.ts'

/** Open days are proved again for so many days. */
const daysBack = 7

export interface Day extends Span {
  /** `2027-03-28` */
  day: string
  zone: string
}

export interface Due {
  /** The last time at which days are proved. A day that was last proved before it is due, unless it is closed. */
  since: Date
  /** The days that are proved then, the last day first. */
  days: readonly Day[]
}

/** @param at time of the day: `02:00` */
export function dueDays(zone: string, at: string, now: Date): Due {
  const today = dayAt(zone, now)
  const last = momentAt(zone, today, at) <= now ? today : dayAfter(today, -1)
  return {
    since: momentAt(zone, last, at),
    days: Array.from({ length: daysBack }, (_, back) => dayOf(zone, dayAfter(last, -1 - back))),
  }
}

export function dayOf(zone: string, day: string): Day {
  return { day, zone, ...spanOf(zone, day) }
}
