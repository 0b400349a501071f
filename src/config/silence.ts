/** The shape of `silence:`: when the hub tells that a source, an offer or a destination has gone quiet. */
import { z } from 'zod'
import { duration } from '../settings/duration.ts'
import { zone } from '../settings/zone.ts'
import { id } from './names.ts'
import { cidr } from './policy.ts'

const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

/** Days of the week (1 = Monday) and minutes of the day. */
export interface OpenHours {
  days: readonly number[]
  from: number
  /** After `from`; 1440 = midnight. */
  until: number
}

const hoursWords = 'must be days and hours such as Mo-Fr 08:00-18:00, or Mo,We,Fr'

const openHours = z
  .string(hoursWords)
  .regex(
    /^(Mo|Tu|We|Th|Fr|Sa|Su)([-,](Mo|Tu|We|Th|Fr|Sa|Su))*( ([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00))?$/,
    hoursWords,
  )
  .transform(readOpenHours)
  .refine(({ from, until }) => from < until, 'must end after it begins, at 24:00 at the latest')

function readOpenHours(text: string): OpenHours {
  const [names = '', hours = '00:00-24:00'] = text.split(' ')
  const days = names.split(',').flatMap((part) => {
    const [first, last] = part.split('-').map((name) => weekdays.indexOf(name))
    const length = last === undefined ? 1 : ((last - first! + 7) % 7) + 1
    return Array.from({ length }, (_, n) => ((first! + n) % 7) + 1)
  })
  const [from, until] = hours.split('-').map(minutesOf)
  return { days: [...new Set(days)], from: from!, until: until! }
}

/** As it is written in the file: `Mo-Fr 08:00-18:00` */
export function hoursText({ days, from, until }: OpenHours): string {
  const names = days.map((day) => weekdays[day - 1])
  const isRun = days.length > 2 && days.every((day, at) => at === 0 || day === (days[at - 1]! % 7) + 1)
  const clock = (minutes: number) =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `${isRun ? `${names[0]}-${names.at(-1)}` : names.join(',')} ${clock(from)}-${clock(until)}`
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return hours! * 60 + minutes!
}

const atLeast = z
  .string('must be such as: at least 1 per 8h')
  .regex(/^(at least )?[1-9]\d{0,3} per \d{1,6}(\.\d{1,3})?(m|h|d)$/, 'must be such as: at least 1 per 8h')
  .transform((text) => {
    const [, leads, span] = /(\d+) per (\S+)$/.exec(text)!
    return { leads: Number(leads), within: duration.parse(span) }
  })
  .refine(({ within }) => within >= 60_000 && within <= 28 * 86_400_000, 'must be per 1m to 28d')

const watchSchema = z.union([
  z.literal('off'),
  z.strictObject({
    expect: atLeast.meta({ help: '`at least 1 per 8h`. It replaces what the hub has learnt.' }),
    on: openHours.optional().meta({ help: 'Only this time counts: `Mo-Fr 08:00-18:00`. Default: day and night.' }),
    zone: zone.optional().meta({ help: 'Time zone of `on`. Default: `silence.zone`.' }),
  }),
])

/** `off`, or what is expected at least. */
export type Watch = z.output<typeof watchSchema>

const span = /^((\d{4})-)?(\d{2})-(\d{2})(\.\.((\d{4})-)?(\d{2})-(\d{2}))?$/

const dayWords = 'must be a day such as 2027-05-06 or 10-03, or days such as 12-24..01-02'

const quietDay = z
  .string(dayWords)
  .regex(span, dayWords)
  .transform(readQuietDays)
  .refine(({ from, to }) => isDay(from) && isDay(to), 'has a day that does not exist')
  .refine(
    ({ from, to }) => (from.year === undefined) === (to.year === undefined),
    'needs a year on both sides, or none',
  )

interface CalendarDay {
  /** Undefined = every year. */
  year: number | undefined
  month: number
  day: number
}

/** Both days are included. */
export interface QuietDays {
  from: CalendarDay
  to: CalendarDay
}

function readQuietDays(text: string): QuietDays {
  const [, , year, month, day, several, , lastYear, lastMonth, lastDay] = span.exec(text)!
  const one = (y: string | undefined, m: string | undefined, d: string | undefined): CalendarDay => ({
    ...{ year: y === undefined ? undefined : Number(y), month: Number(m), day: Number(d) },
  })
  const from = one(year, month, day)
  return { from, to: several === undefined ? from : one(lastYear, lastMonth, lastDay) }
}

/** In a leap year, where no year is given. */
function isDay({ year = 2024, month, day }: CalendarDay): boolean {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day
}

const canarySchema = z.strictObject({
  at: z
    .string('must be a time such as 06:00')
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 06:00')
    .default('06:00')
    .meta({ help: 'When the test lead is sent, every day.' }),
  zone: zone.optional().meta({ help: 'Time zone of `at`. Default: `silence.zone`.' }),
  url: z
    .url({ protocol: /^https?$/, error: 'must start with http:// or https://' })
    .refine((text) => !URL.parse(text)?.searchParams.has('key'), 'must stand here without the key; the hub adds it')
    .optional()
    .meta({ help: 'Address to which senders post, without the key. Default: made of `listen.publicUrl`.' }),
  allowNetworks: z
    .array(cidr)
    .default([])
    .meta({ help: 'Private networks (CIDR) in which this address may be, as seen from the hub.' }),
})

export type CanarySettings = z.output<typeof canarySchema>

export const silenceSchema = z.strictObject({
  falseAlarms: z
    .number()
    .min(0.1)
    .max(52)
    .default(1)
    .meta({ help: 'False alarms a year that are accepted of each source; its offers together have the same again.' }),
  zone: zone.default('UTC').meta({ help: 'Time zone of `quietDays`, of `on` and of `canary`.' }),
  quietDays: z.array(quietDay).prefault(['12-24..01-01']).meta({
    help: 'Days that bring no more than a Sunday, and from which nothing is learnt: `2027-05-06`, `10-03`, `12-24..01-02`.',
  }),
  sources: z.record(id, watchSchema).default({}).meta({ help: 'Source → `off`, or what is expected at least.' }),
  offers: z
    .record(z.string().min(1), watchSchema)
    .default({})
    .meta({ help: 'Offer (publisher.offer, or its title) → `off`, or what is expected at least of each source.' }),
  destinations: z
    .record(id, watchSchema)
    .default({})
    .meta({ help: 'Destination → `off`, or what is expected at least to be made for it.' }),
  canary: z.record(id, canarySchema).default({}).meta({
    help: 'Source → a test lead that the hub posts to its public address every day, to tell a silent sender from a broken way in.',
  }),
})

export type SilenceSettings = z.output<typeof silenceSchema>
