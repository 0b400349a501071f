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

export const quietHoursSchema = z.strictObject({
  windows: z
    .array(
      z.strictObject({
        on: z
          .array(z.enum(weekdays))
          .min(1)
          .default([...weekdays])
          .meta({ help: 'The days on which it begins.' }),
        from: clock.meta({ help: 'Begin, by the clock of the zone.' }),
        until: clock.meta({ help: 'End. An end that is not after the begin is on the next day.' }),
      }),
    )
    .min(1),
  zone: zoneSchema.optional().meta({ help: 'Time zone of the hours. Default: `alerts.zone`.' }),
  critical: z.enum(['passes', 'waits']).default('passes').meta({ help: 'Whether critical alerts wait, too.' }),
})

export type QuietHours = z.output<typeof quietHoursSchema>
