/** Quiet hours, by the clock of their zone. Pure. */
import { inWindows, type QuietHours, type weekdays } from '../../config/quiet-hours.ts'

/** Whether the moment is in one of the windows. Summer time shifts the windows with the clock on the wall. */
export function isQuiet({ windows }: QuietHours, zone: string, at: Date): boolean {
  const { day, minute } = wallClock(zone, at)
  return inWindows(windows, day, minute)
}

function wallClock(zone: string, at: Date): { day: (typeof weekdays)[number]; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return {
    day: part('weekday').slice(0, 2) as (typeof weekdays)[number],
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}
