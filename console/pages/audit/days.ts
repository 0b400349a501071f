import { beginOf, type Day, type Period } from '../../app/search.ts'
import { dayAfter, momentIn } from '../../app/zone.ts'

/** The moment at which a day begins in a time zone. */
export function startOfDay(date: Day, zone: string): Date {
  return momentIn(`${date}T00:00`, zone)
}

/** The period of a filter, for a request. */
export function periodOf(from: Period | Day | undefined, to: Day | undefined, zone: string) {
  const begin = from === undefined || from.startsWith('-') ? beginOf(from as Period | undefined) : undefined
  return {
    ...(begin ?? { from: startOfDay(from as Day, zone).toISOString() }),
    ...(to ? { to: startOfDay(dayAfter(to) as Day, zone).toISOString() } : {}),
  }
}
