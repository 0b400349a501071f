/** Moments in the time zone that a person chose. */
const day = 24 * 3_600_000

/** @param local `2026-11-30T09:00` as the clocks of the zone show it, also on the days when they are changed */
export function momentIn(local: string, zone: string): Date {
  const utc = Date.parse(`${local}Z`)
  const guess = utc - offsetAt(utc, zone)
  return new Date(utc - offsetAt(guess, zone))
}

/** The day of a moment. */
export function dayIn(moment: string | number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(moment))
}

/** @param date `2026-11-30` */
export function dayAfter(date: string): string {
  return new Date(Date.parse(date) + day).toISOString().slice(0, 10)
}

/** Milliseconds that the zone is ahead of UTC. */
function offsetAt(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(moment)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? []
  const ahead = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -ahead : ahead
}
