/** Days and moments in a time zone. Pure. A day is written `2027-03-28`. */
import { DateTime } from 'luxon'

export interface Span {
  from: Date
  /** Does not belong to the span. */
  to: Date
}

/** The day of a moment. */
export function dayAt(zone: string, moment: Date): string {
  return DateTime.fromJSDate(moment, { zone }).toFormat('yyyy-MM-dd')
}

/** From midnight to midnight: 23, 24 or 25 hours. */
export function spanOf(zone: string, day: string): Span {
  return { from: momentAt(zone, day), to: momentAt(zone, dayAfter(day, 1)) }
}

/** @param days may be negative */
export function dayAfter(day: string, days: number): string {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd')
}

/**
 * The first moment at which clocks show this time; if they are set forward over it, the same time by the clocks of before.
 * @param time `02:00`. @default midnight
 */
export function momentAt(zone: string, day: string, time = '00:00'): Date {
  const first = DateTime.fromISO(`${day}T${time}`, { zone }).getPossibleOffsets()[0]
  return first!.toJSDate()
}
