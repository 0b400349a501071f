/** Reads the dates of a download. Pure. */

/** A moment, or a day of an unknown zone. */
export interface When {
  /** The middle of the day if only the day is known. */
  at: Date
  wholeDay: boolean
}

type Order = 'month-first' | 'day-first'

const numeric = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*([ap]m)?)?/i
const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(z|[+-]\d\d:?\d\d)?)?/i

/**
 * Which of two numbers is the month: all dates of a file are written alike, so one day above 12 tells it. Points are
 * written where the day comes first. Microsoft's own order is the month first.
 */
export function orderOf(texts: readonly string[]): Order {
  const parts = texts.map((text) => numeric.exec(text.trim()))
  if (parts.some((found) => found && Number(found[1]) > 12)) return 'day-first'
  if (parts.some((found) => found && Number(found[2]) > 12)) return 'month-first'
  return texts.some((text) => /^\d{1,2}\.\d{1,2}\.\d{4}/.test(text.trim())) ? 'day-first' : 'month-first'
}

/** A time without a zone is UTC. @returns undefined when the text is no date */
export function whenOf(text: string, order: Order): When | undefined {
  const trimmed = text.trim()
  const [, year, month, day, hour, minute, second = '0', zone] = iso.exec(trimmed) ?? []
  if (year) return moment([year, month, day], hour === undefined ? undefined : [hour, minute, second], offsetOf(zone))
  const [, first, other, inYear, hours, minutes, seconds = '0', half] = numeric.exec(trimmed) ?? []
  if (!inYear) return undefined
  const date = order === 'day-first' ? [inYear, other, first] : [inYear, first, other]
  return moment(date, hours === undefined ? undefined : [of24(hours, half), minutes, seconds], 0)
}

function of24(hour: string, half: string | undefined): string {
  if (!half) return hour
  return String((Number(hour) % 12) + (/p/i.test(half) ? 12 : 0))
}

/** Minutes. */
function offsetOf(zone = 'z'): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function moment(date: readonly unknown[], time: readonly unknown[] | undefined, offset: number): When | undefined {
  const [year = 0, month = 0, day = 0] = date.map(Number)
  const [hour = 12, minute = 0, second = 0] = (time ?? []).map(Number)
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second))
  const isDay = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12
  const isTime = hour < 24 && minute < 60 && second < 60
  return isDay && isTime ? { at, wholeDay: time === undefined } : undefined
}
