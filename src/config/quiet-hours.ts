/** Hours in which a channel is told of critical alerts only. */
import { z } from 'zod'

export const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const

const clock = z
  .string('must be a time such as 07:30')
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 07:30')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

const zoneWords = 'must be a time zone such as Europe/Berlin'

export const zoneSchema = z.string(zoneWords).refine(isZone, zoneWords)

const windowSchema = z
  .strictObject({
    on: z
      .array(z.enum(weekdays))
      .min(1)
      .default([...weekdays])
      .meta({ help: 'The days on which it begins.' }),
    from: clock.meta({ help: 'Begin, by the clock of the zone.' }),
    until: clock.meta({ help: 'End. An end before the begin is on the next day.' }),
  })
  .refine(({ from, until }) => from !== until, {
    path: ['until'],
    error: 'is the same as from; a whole day is from "00:00" until "24:00"',
  })

type Window = z.output<typeof windowSchema>

/** Whether the windows hold this minute of this day, by the clock on the wall. */
export function inWindows(windows: readonly Window[], day: (typeof weekdays)[number], minute: number): boolean {
  const yesterday = weekdays[(weekdays.indexOf(day) + 6) % 7]!
  return windows.some(({ on, from, until }) => {
    if (from < until) return on.includes(day) && minute >= from && minute < until
    return (on.includes(day) && minute >= from) || (on.includes(yesterday) && minute < until)
  })
}

function coverWeek(windows: readonly Window[]): boolean {
  // What is not quiet begins at the end of a window, or at midnight.
  const minutes = [0, ...windows.map(({ until }) => until % 1_440)]
  return weekdays.every((day) => minutes.every((minute) => inWindows(windows, day, minute)))
}

export const quietHoursSchema = z.strictObject({
  windows: z
    .array(windowSchema)
    .min(1)
    .refine((windows) => !coverWeek(windows), 'leave no minute of the week: what waits would never be told'),
  zone: zoneSchema.optional().meta({ help: 'Time zone of the hours. Default: `alerts.zone`.' }),
  critical: z.enum(['passes', 'waits']).default('passes').meta({ help: 'Whether critical alerts wait, too.' }),
})

export type QuietHours = z.output<typeof quietHoursSchema>
