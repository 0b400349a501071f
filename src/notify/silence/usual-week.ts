/** A model's week in the zone of the people who read it. Pure. */
import { localTime, momentOf, nextDay } from '../../settings/zone.ts'
import type { Model } from './learn.ts'
import { cellOf, hourOf } from './week.ts'

/** A day and its leads, by parts of four hours. */
export interface UsualDay {
  day: string
  leads: number[]
}

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const together = 4

export function usualWeek({ perHour }: Model, zone: string, at: Date): UsualDay[] {
  const today = localTime(zone, at.getTime())
  const monday = hourOf(momentOf(zone, nextDay(today, 1 - today.weekday), 0))
  return days.map((day, on) => ({
    day,
    leads: Array.from({ length: 24 / together }, (_, part) => {
      const first = monday + on * 24 + part * together
      const hours = Array.from({ length: together }, (_hour, n) => perHour[cellOf(first + n)]!)
      return hours.reduce((a, b) => a + b, 0)
    }),
  }))
}
