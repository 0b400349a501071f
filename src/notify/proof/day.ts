/** Days and moments in a time zone. Pure. A day is written `2027-03-28`. */

export interface Span {
  from: Date
  /** Does not belong to the span. */
  to: Date
}

const hour = 3_600_000

/** The day of a moment. */
export function dayAt(zone: string, moment: Date): string {
  return new Date(wallClock(zone, moment)).toISOString().slice(0, 10)
}

/** From midnight to midnight: 23, 24 or 25 hours. */
export function spanOf(zone: string, day: string): Span {
  return { from: momentAt(zone, day), to: momentAt(zone, dayAfter(day, 1)) }
}

/** @param days may be negative */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * hour).toISOString().slice(0, 10)
}

/**
 * The first moment at which clocks show this time. If they never do, because they are set forward over it, the time by the
 * clocks of before.
 * @param time `02:00`. @default midnight
 */
export function momentAt(zone: string, day: string, time = '00:00'): Date {
  const wanted = Date.parse(`${day}T${time}:00Z`)
  const before = offsetAt(zone, wanted - 26 * hour)
  const candidates = [wanted - before, wanted - offsetAt(zone, wanted + 26 * hour)]
  const shown = candidates.filter((moment) => wallClock(zone, new Date(moment)) === wanted)
  return new Date(shown.length > 0 ? Math.min(...shown) : wanted - before)
}

function offsetAt(zone: string, moment: number): number {
  return wallClock(zone, new Date(moment)) - moment
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What clocks show, as if it were UTC, to the second. */
function wallClock(zone: string, moment: Date): number {
  const format = formats.get(zone) ?? formatFor(zone)
  formats.set(zone, format)
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit'
  const date = { year: 'numeric', month: two, day: two } as const
  return new Intl.DateTimeFormat('en-US', { ...date, timeZone, hourCycle: 'h23', hour: two, minute: two, second: two })
}
