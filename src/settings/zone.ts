/** Local time of a zone, summer time included, by the zone data of Node. */
import { z } from 'zod'

export const zone = z
  .string()
  .refine(isZone, 'must be a time zone such as Europe/Berlin, America/New_York or UTC')
  .meta({ help: 'Time zone, such as `Europe/Berlin`.' })

function isZone(name: string): boolean {
  try {
    return Boolean(name) && Boolean(formatOf(name))
  } catch {
    return false
  }
}

export interface LocalDay {
  year: number
  /** 1 to 12. */
  month: number
  day: number
}

export interface LocalTime extends LocalDay {
  /** 1 = Monday, 7 = Sunday. */
  weekday: number
  /** Since midnight. */
  minutes: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(name: string): Intl.DateTimeFormat {
  const known = formats.get(name)
  if (known) return known
  const numeric = 'numeric' as const
  const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric }
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', era: 'short', ...parts })
  formats.set(name, format)
  return format
}

/** The local time, written as if it were UTC, in milliseconds. */
function wallOf(name: string, moment: number): number {
  const parts = new Map(
    formatOf(name)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const [year, month, day, hour, minute, second] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(
    (type) => parts.get(type)!,
  )
  return Date.UTC(year!, month! - 1, day, hour, minute, second)
}

/** @param moment milliseconds since 1970 */
export function localTime(name: string, moment: number): LocalTime {
  const at = new Date(wallOf(name, moment))
  return {
    ...dayOf(at),
    weekday: at.getUTCDay() || 7,
    minutes: at.getUTCHours() * 60 + at.getUTCMinutes(),
  }
}

/**
 * The moment of a local time, in milliseconds since 1970. A time that a clock skips is as much later as the clock is put
 * forward; of a time that comes twice it is the first.
 */
export function momentOf(name: string, { year, month, day }: LocalDay, minutes: number): number {
  const wall = Date.UTC(year, month - 1, day, 0, minutes)
  const offset = (moment: number) => wallOf(name, moment) - Math.floor(moment / 1_000) * 1_000
  const [before, after] = [offset(wall - 86_400_000), offset(wall + 86_400_000)]
  const [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)]
  if (wallOf(name, early) === wall) return early
  return wallOf(name, late) === wall ? late : wall - before
}

export function nextDay({ year, month, day }: LocalDay, days = 1): LocalDay {
  return dayOf(new Date(Date.UTC(year, month - 1, day + days)))
}

function dayOf(at: Date): LocalDay {
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}
