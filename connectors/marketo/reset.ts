const minute = 60_000
const central = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Chicago',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
})

/**
 * When the daily quota is whole again: "resets daily at 12:00AM CST" (help/rest-api/error-codes.md, 607). Within two
 * hours after US Central midnight a refusal may mean a clock apart, or that CST is meant literally while summer time is
 * in force; waiting for the next midnight would then waste a day, so it is asked again in a quarter of an hour.
 */
export function quotaReset(now: Date): Date {
  const { hour } = wallClock(now)
  return hour < 2 ? new Date(now.getTime() + 15 * minute) : nextCentralMidnight(now)
}

/** The first midnight in Chicago after `now`; summer time never begins or ends at midnight there. */
export function nextCentralMidnight(now: Date): Date {
  const { year, month, day } = wallClock(now)
  // Midnight is 05:00 UTC in summer time and 06:00 UTC otherwise.
  const summer = new Date(Date.UTC(year, month - 1, day + 1, 5))
  return wallClock(summer).hour === 0 ? summer : new Date(Date.UTC(year, month - 1, day + 1, 6))
}

function wallClock(at: Date) {
  const parts = new Map(central.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? Number.NaN
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour') }
}
