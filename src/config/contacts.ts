/** Contact e-mails: who is told of new leads, of an offer or a route, at once or as a digest. */
import { z } from 'zod'
import { type Includable, includable } from '../lead/includable.ts'
import { recipients as addresses } from '../outside/smtp/settings.ts'
import type { Recurrence } from '../settings/recurrence.ts'
import { id } from './names.ts'
import { nearest } from './nearest.ts'
import type { ConfigProblem } from './problems.ts'
import { weekdays, zoneSchema } from './quiet-hours.ts'

const units = {
  m: 'minute',
  minute: 'minute',
  h: 'hour',
  hour: 'hour',
  d: 'day',
  day: 'day',
  week: 'week',
  w: 'week',
  month: 'month',
} as const

const periodWords = 'must be a period such as 15m, 1h, 1 day, 1 week or 1 month'

/** A number and a unit. */
export const period = z
  .string(periodWords)
  .regex(/^\d{1,3}\s*(m|h|d|w|(minute|hour|day|week|month)s?)$/, periodWords)
  .transform((text) => ({
    every: Number.parseInt(text, 10),
    unit: units[text.replace(/[\d\s]/g, '').replace(/s$/, '') as keyof typeof units],
  }))
  .refine(({ every }) => every > 0, 'must be at least 1')

/** `immediately`, or a period. */
const everySchema = z.union(
  [
    z.literal('immediately'),
    period.refine(({ every, unit }) => unit !== 'minute' || every >= 5, 'must be at least 5m'),
  ],
  { error: 'must be `immediately`, or a period of at least 5m such as 15m, 1h, 1 day, 1 week or 1 month' },
)

/** `08:00` → minutes after midnight */
export const clockTime = z
  .string('must be a time such as 08:00')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

const recipients = addresses.meta({
  help: 'The addresses, separated by semicolons as in Partner Center, or as a list.',
})

const common = {
  to: recipients,
  channel: id.optional().meta({ help: 'The `smtp` channel that sends. Default: the first one of `channels`.' }),
  every: everySchema.default('immediately').meta({
    help: '`immediately`: a mail for a new lead at once, at most one mail a minute. Or a digest: 15m, 1h, 1d, 1 week, 1 month. No leads, no mail.',
  }),
  at: clockTime.optional().meta({
    help: 'Time of the digest by the clock of the zone; of minutes and hours, the time they count from. Default: 08:00 for days, weeks and months.',
  }),
  on: z
    .array(z.enum(weekdays))
    .min(1)
    .optional()
    .meta({ help: 'Weekdays of a digest of days or weeks. Default: every day; Monday of a week.' }),
  zone: zoneSchema.optional().meta({ help: 'Time zone of the digest and of its times. Default: `alerts.zone`.' }),
  include: z.array(z.enum(includable)).default([]).meta({
    help: 'Lead properties that the mail shows too. By default it shows none, because mail is not safe for personal data.',
  }),
  tests: z.enum(['skip', 'mark']).default('skip').meta({ help: 'For test leads: `skip`, or `mark` them in the mail.' }),
}

export const routeContactsSchema = z.union([recipients.transform((to) => ({ to })), z.strictObject(common)])

export const contactsSchema = z.record(
  id,
  z.strictObject({
    offers: z
      .array(z.string().min(1))
      .min(1)
      .default(['*'])
      .meta({ help: 'Globs over publisher.offer and over the title, in any case. Default: every offer.' }),
    ...common,
  }),
)

/** A group of addresses that is told of new leads. */
export interface ContactConfig {
  /** `contacts.<id>`, or `routes.<name>`. */
  id: string
  to: readonly string[]
  /** Id of the channel. */
  channel: string
  /** `undefined`: at once. */
  recurrence: Recurrence | undefined
  zone: string
  include: readonly Includable[]
  tests: 'skip' | 'mark'
  /** Globs over the offer; absent for the contacts of a route. */
  offers?: readonly string[] | undefined
  route?: string | undefined
}

type Written = z.output<typeof routeContactsSchema>
type Common = z.output<z.ZodObject<typeof common>>

/** The first channel of this type sends the mails of contacts that name no channel. */
export const mailType = 'smtp'

/** What of the file is read here. */
interface File {
  contacts: z.output<typeof contactsSchema>
  routes: readonly { name: string; contacts?: Written | undefined }[]
  channels: Readonly<Record<string, { type: string }>>
  alerts: { zone: string }
}

/** All contacts of the file, with their defaults. */
export function readContacts({ contacts, routes, channels, alerts }: File): ContactConfig[] {
  const mail = Object.entries(channels).find(([, { type }]) => type === mailType)?.[0] ?? ''
  const read = (given: Common) => asContact(given, { zone: alerts.zone, channel: mail })
  return [
    ...Object.entries(contacts).map(([name, given]) => ({
      id: `contacts.${name}`,
      offers: given.offers,
      ...read(given),
    })),
    ...routes.flatMap(({ name, contacts: given }) =>
      given ? [{ id: `routes.${name}`, route: name, ...read(withDefaults(given)) }] : [],
    ),
  ]
}

const plain = { every: 'immediately', include: [], tests: 'skip' } as const

function withDefaults(given: Written): Common {
  return 'every' in given ? given : { ...plain, ...given, include: [] }
}

function asContact(
  { to, channel, every, at, on = [], zone, include, tests }: Common,
  defaults: { zone: string; channel: string },
): Omit<ContactConfig, 'id'> {
  const days = on.map((day) => weekdays.indexOf(day) + 1)
  const where = zone ?? defaults.zone
  const start = at ?? (every !== 'immediately' && (every.unit === 'minute' || every.unit === 'hour') ? 0 : 480)
  return {
    ...{ to, include, tests, zone: where, channel: channel ?? defaults.channel },
    recurrence: every === 'immediately' ? undefined : { ...every, at: start, on: days, zone: where },
  }
}

/** What a contact needs beyond its shape: a channel that sends mail, and a recurrence that makes sense. */
export function contactProblems({ contacts, routes, channels }: Omit<File, 'alerts'>): ConfigProblem[] {
  const mail = Object.entries(channels).flatMap(([id, { type }]) => (type === mailType ? [id] : []))
  const written = [
    ...Object.entries(contacts).map(([name, given]) => [`contacts.${name}`, given] as const),
    ...routes.flatMap(({ contacts: given }, at) => (given ? [[`routes.${at}.contacts`, given] as const] : [])),
  ]
  return written.flatMap(([path, given]) => {
    const { channel, every, on, at } = given as Partial<Common>
    const problems: ConfigProblem[] = []
    if (channel === undefined && mail.length === 0) {
      const hint = 'enter one under channels: type: smtp, with host and from'
      problems.push({ path, message: 'needs a channel of type smtp that sends its mails', hint })
    } else if (channel !== undefined && !mail.includes(channel)) {
      const message = `no channel of type ${mailType} is named ${channel}`
      problems.push({ path: `${path}.channel`, message, hint: nearest(channel, mail) })
    }
    if (every === undefined || every === 'immediately') {
      for (const key of [on && 'on', at !== undefined && 'at'].filter((one) => typeof one === 'string')) {
        problems.push({ path: `${path}.${key}`, message: 'is for digests: give `every`, too' })
      }
      return problems
    }
    if (on && every.unit !== 'day' && every.unit !== 'week') {
      problems.push({ path: `${path}.on`, message: 'is for digests of days or weeks' })
    }
    if (on && every.unit === 'day' && every.every > 1) {
      problems.push({ path: `${path}.on`, message: 'needs `every: 1 day`, or weeks' })
    }
    return problems
  })
}
