/** Local time of a zone, summer time included. */
import { DateTime, IANAZone } from 'luxon'
import { z } from 'zod'

const words = 'must be a time zone such as Europe/Berlin, America/New_York or UTC'

export const zone = z
  .string(words)
  .refine(IANAZone.isValidZone, words)
  .meta({ help: 'Time zone, such as `Europe/Berlin`.' })

export interface LocalDay {
  year: number
  /** 1 to 12. */
  month: number
  day: number
}

export interface LocalTime extends LocalDay {
  /** 1 = Monday, 7 = Sunday. */
  weekday: number
}

/** @param moment milliseconds since 1970 */
export function localTime(name: string, moment: number): LocalTime {
  const { year, month, day, weekday } = DateTime.fromMillis(moment, { zone: name })
  return { year, month, day, weekday }
}

/**
 * The moment of a local time, in milliseconds since 1970. A time that a clock skips is as much later as the clock is put
 * forward; of a time that comes twice it is one.
 * @param minutes since midnight, 1440 = the next midnight
 */
export function momentOf(name: string, date: LocalDay, minutes: number): number {
  const { year, month, day } = nextDay(date, Math.floor(minutes / 1440))
  const [hour, minute] = [Math.floor((minutes % 1440) / 60), minutes % 60]
  return DateTime.fromObject({ year, month, day, hour, minute }, { zone: name }).toMillis()
}

export function nextDay({ year, month, day }: LocalDay, days = 1): LocalDay {
  const next = DateTime.utc(year, month, day).plus({ days })
  return { year: next.year, month: next.month, day: next.day }
}
