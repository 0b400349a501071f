/** An expectation that an operator set: at least so many leads in so much open time. Pure. */
import type { OpenHours } from '../../config/silence.ts'
import { localTime, momentOf, nextDay } from '../../settings/zone.ts'
import { day } from './week.ts'

export interface Expectation {
  leads: number
  /** Milliseconds of open time. */
  within: number
  on: OpenHours | undefined
  zone: string
}

/** Times further back are not looked at. */
const longest = 366 * day

/** How much of the time from `from` to `to` is open, in milliseconds. */
export function openTime({ on, zone }: Pick<Expectation, 'on' | 'zone'>, from: number, to: number): number {
  if (!on) return Math.max(0, to - from)
  let open = 0
  for (const { begins, ends } of openSpans(on, zone, Math.max(from, to - longest), to)) {
    open += Math.max(0, Math.min(ends, to) - Math.max(begins, from))
  }
  return open
}

/** The time from which `within` of open time has passed until `now`. */
export function windowStart(expectation: Expectation, now: number): number {
  const { on, zone, within } = expectation
  if (!on) return now - within
  let left = within
  for (const { begins, ends } of [...openSpans(on, zone, now - longest, now)].reverse()) {
    const end = Math.min(ends, now)
    if (end <= begins) continue
    if (end - begins >= left) return end - left
    left -= end - begins
  }
  return now - longest
}

/** The time at which `within` of open time has passed since `from`; undefined if it is too far away. */
export function windowEnd(expectation: Expectation, from: number): number | undefined {
  const { on, zone, within } = expectation
  if (!on) return from + within
  let left = within
  for (const { begins, ends } of openSpans(on, zone, from, from + longest)) {
    const start = Math.max(begins, from)
    if (ends <= start) continue
    if (ends - start >= left) return start + left
    left -= ends - start
  }
  return undefined
}

function* openSpans({ days, from, until }: OpenHours, zone: string, first: number, last: number) {
  let date = nextDay(localTime(zone, first), -1)
  for (let begins = first; begins <= last; date = nextDay(date)) {
    begins = momentOf(zone, date, from)
    if (days.includes(localTime(zone, momentOf(zone, date, 12 * 60)).weekday)) {
      yield { begins, ends: momentOf(zone, date, until) }
    }
  }
}
