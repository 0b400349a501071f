/** The report by mail: what came in, what arrived and what was proven, each week or month. */
import { z } from 'zod'
import { recipients } from '../outside/smtp/settings.ts'
import type { Recurrence } from '../settings/recurrence.ts'
import { clockTime, mailType, period } from './contacts.ts'
import { id } from './names.ts'
import { nearest } from './nearest.ts'
import type { ConfigProblem } from './problems.ts'
import { weekdays, zoneSchema } from './quiet-hours.ts'

const most: Readonly<Record<string, number>> = { week: 4, month: 1 }

export const reportSchema = z.strictObject({
  to: recipients.optional().meta({
    help: 'The addresses, separated by semicolons as in Partner Center, or as a list. Default: those of the channel.',
  }),
  channel: id.optional().meta({ help: 'The `smtp` channel that sends. Default: the first one of `channels`.' }),
  every: period
    // Figures by the hour, which a period and the one before it need, are kept for 90 days.
    .refine(({ every, unit }) => every <= (most[unit] ?? 0), 'must be 1 to 4 weeks, or 1 month')
    .prefault('1 week')
    .meta({ help: 'The period that a report tells of: 1 week to 4 weeks, or 1 month.' }),
  at: clockTime.prefault('08:00').meta({ help: 'Time of the report by the clock of the zone.' }),
  on: z
    .array(z.enum(weekdays))
    .length(1, 'takes one day, as a list: [Mo]')
    .default(['Mo'])
    .meta({ help: 'Weekday of the report, of weeks only.' }),
  zone: zoneSchema.optional().meta({ help: 'Time zone of the report and of its times. Default: `alerts.zone`.' }),
})

export interface ReportConfig {
  /** `undefined`: the addresses of the channel. */
  to: readonly string[] | undefined
  /** Id of the channel. */
  channel: string
  recurrence: Recurrence & { unit: 'week' | 'month' }
}

/** What of the file is read here. */
interface File {
  report?: z.output<typeof reportSchema> | undefined
  channels: Readonly<Record<string, { type: string }>>
  alerts: { zone: string }
}

/** @returns undefined if the file has no `report:` */
export function readReport({ report, channels, alerts }: File): ReportConfig | undefined {
  if (!report) return undefined
  const [first = ''] = mailChannels(channels)
  return { to: report.to, channel: report.channel ?? first, recurrence: recurrenceOf(report, alerts.zone) }
}

/** Of a report that shows what the mail would say, where none is configured. */
export function usualRecurrence(zone: string): ReportConfig['recurrence'] {
  return recurrenceOf(reportSchema.parse({}), zone)
}

function recurrenceOf(
  { every: { every, unit }, at, on, zone }: z.output<typeof reportSchema>,
  usualZone: string,
): ReportConfig['recurrence'] {
  const days = unit === 'week' ? on.map((day) => weekdays.indexOf(day) + 1) : []
  return { every, unit: unit === 'month' ? 'month' : 'week', at, on: days, zone: zone ?? usualZone }
}

export function reportProblems({ report, channels }: Omit<File, 'alerts'>): ConfigProblem[] {
  if (!report) return []
  const mail = mailChannels(channels)
  if (report.channel === undefined && mail.length === 0) {
    const hint = 'enter one under channels: type: smtp, with host and from'
    return [{ path: 'report', message: 'needs a channel of type smtp that sends its mails', hint }]
  }
  if (report.channel === undefined || mail.includes(report.channel)) return []
  const message = `no channel of type ${mailType} is named ${report.channel}`
  return [{ path: 'report.channel', message, hint: nearest(report.channel, mail) }]
}

function mailChannels(channels: File['channels']): string[] {
  return Object.entries(channels).flatMap(([name, { type }]) => (type === mailType ? [name] : []))
}
