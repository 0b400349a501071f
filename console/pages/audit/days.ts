import { beginOf, type Day, type Period } from '../../app/search.ts'

const day = 24 * 3_600_000

/** The moment at which a day begins in a time zone, also on the days when its clocks are changed. */
export function startOfDay(date: Day, zone: string): Date {
  const utc = Date.parse(`${date}T00:00:00Z`)
  const guess = utc - offsetAt(utc, zone)
  return new Date(utc - offsetAt(guess, zone))
}

/** The period of a filter, for a request. */
export function periodOf(from: Period | Day | undefined, to: Day | undefined, zone: string) {
  const begin = from === undefined || from.startsWith('-') ? beginOf(from as Period | undefined) : undefined
  const end = to && startOfDay(new Date(Date.parse(to) + day).toISOString().slice(0, 10) as Day, zone)
  return {
    ...(begin ?? { from: startOfDay(from as Day, zone).toISOString() }),
    ...(end ? { to: end.toISOString() } : {}),
  }
}

/** The day of a moment, in a time zone. */
export function dayOf(moment: string, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(moment))
}

/** Milliseconds that the zone is ahead of UTC. */
function offsetAt(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(moment)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? []
  const ahead = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -ahead : ahead
}
