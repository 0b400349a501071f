/** Contact e-mails: who is told of new leads, of an offer or a route, at once or as a digest. */
import { z } from 'zod'
import type { FileConfig } from './schema.ts'
import { id } from './names.ts'
import { type ConfigProblem, nearest } from './problems.ts'
import { weekdays, zoneSchema } from './quiet-hours.ts'

const address = z.email('must be an e-mail address')

const recipients = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(';')))
  .transform((parts) => [...new Set(parts.map((part) => part.trim()).filter(Boolean))])
  .pipe(z.array(address).min(1, 'needs at least one address').max(50))
  .meta({ help: 'The addresses, separated by semicolons as in Partner Center, or as a list.' })

/** Lead properties that hold, or may hold, personal data: they stand in a mail only when named. */
export const includable = [
  ...(['person.name', 'person.email', 'person.phone', 'person.company'] as const),
  ...(['person.title', 'person.country', 'description', 'campaign'] as const),
] as const
export type Includable = (typeof includable)[number]

const units = { m: 'minute', minute: 'minute', h: 'hour', hour: 'hour', d: 'day', day: 'day', week: 'week', w: 'week', month: 'month' } as const

/** `immediately`, or a number and a unit. */
const everySchema = z.union([
  z.literal('immediately'),
  z
    .string()
    .regex(/^\d{1,3}\s*(m|h|d|w|(minute|hour|day|week|month)s?)$/, 'must be `immediately`, or a period such as 15m, 1h, 1 day, 1 week or 1 month')
    .transform((text) => ({
      every: Number.parseInt(text, 10),
      unit: units[text.replace(/[\d\s]/g, '').replace(/s$/, '') as keyof typeof units],
    }))
    .refine(({ every }) => every > 0, 'must be at least 1')
    .refine(({ every, unit }) => unit !== 'minute' || every >= 5, 'must be at least 5m'),
])

const at = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

const common = {
  to: recipients,
  channel: id.optional().meta({ help: 'The `smtp` channel that sends. Default: the first one of `channels`.' }),
  every: everySchema.default('immediately').meta({
    help: '`immediately`: a mail for a new lead at once, at most one mail a minute. Or a digest: 15m, 1h, 1d, 1 week, 1 month. No leads, no mail.',
  }),
  at: at.optional().meta({
    help: 'Time of the digest by the clock of the zone; of minutes and hours, the time they count from. Default: 08:00 for days, weeks and months.',
  }),
  on: z.array(z.enum(weekdays)).min(1).optional().meta({ help: 'Weekdays of a digest of days or weeks. Default: every day; Monday of a week.' }),
  zone: zoneSchema.optional().meta({ help: 'Time zone of the digest and of its times. Default: `alerts.zone`.' }),
  include: z.array(z.enum(includable)).default([]).meta({
    help: 'Lead properties that the mail shows too. By default it shows none, because mail is not safe for personal data.',
  }),
  tests: z.enum(['skip', 'mark']).default('skip').meta({ help: 'For test leads: `skip`, or `mark` them in the mail.' }),
}

export const routeContactsSchema = z.union([
  recipients.transform((to) => ({ to })),
  z.strictObject(common),
])

export const contactsSchema = z.record(
  id,
  z.strictObject({
    offers: z.array(z.string().min(1)).min(1).default(['*']).meta({ help: 'Globs over publisher.offer and over the title, in any case. Default: every offer.' }),
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
  recurrence: { every: number; unit: 'minute' | 'hour' | 'day' | 'week' | 'month'; at: number; on: readonly number[]; zone: string } | undefined
  zone: string
  include: readonly Includable[]
  tests: 'skip' | 'mark'
  /** Globs over the offer; absent for the contacts of a route. */
  offers?: readonly string[] | undefined
  route?: string | undefined
}

type Written = z.output<typeof routeContactsSchema>
