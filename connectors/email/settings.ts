import { z } from 'zod'
import { recipients, sender, serverSettings, signInFaults } from '../../src/outside/smtp/settings.ts'

/** Lead properties that hold, or may hold, personal data: they stand in a mail only when named. */
const includable = z.enum([
  ...(['person.name', 'person.email', 'person.phone', 'person.company'] as const),
  ...(['person.title', 'person.country', 'description', 'campaign'] as const),
])
export type Includable = z.output<typeof includable>

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const period = z
  .string()
  .regex(/^\d+(m|h|d)$/, 'must be a period such as 15m, 1h or 1d')
  .transform((text) => Number.parseInt(text, 10) * units[text.at(-1) as keyof typeof units])
  .refine(
    (every) => every >= 300_000 && 86_400_000 % every === 0,
    'must be at least 5m and divide a day: 15m, 1h, 6h, 1d',
  )

const shape = z.strictObject({
  to: recipients.meta({
    title: 'Contact e-mail',
    help: 'The addresses that get the mail, separated by semicolons as in Partner Center, or as a list.',
  }),
  from: sender.meta({ title: 'From', help: 'The sender: leads@contoso.com or Leads <leads@contoso.com>.' }),
  ...serverSettings,
  per: z.enum(['lead', 'digest']).default('lead').meta({
    title: 'One mail per',
    help: '`lead` sends a mail for each lead at once. `digest` sends a mail for each period, with all of its leads.',
  }),
  digestEvery: period.prefault('1h').meta({
    title: 'Digest every',
    help: 'The length of a period, at least 5m, such as 15m, 1h, 6h or 1d. Periods count from midnight UTC.',
  }),
  include: z.array(includable).default([]).meta({
    title: 'Personal data to include',
    help: 'Lead properties that the text shows too. By default it shows none, because mail is not safe for personal data.',
  }),
  html: z
    .boolean()
    .default(false)
    .meta({ title: 'HTML part', help: 'The mail then has the same text as an HTML table too, escaped.' }),
  whenUncertain: z.enum(['ask', 'repeat']).default('ask').meta({
    title: 'When it is not known whether a mail was taken',
    help: '`ask`: a person decides. `repeat`: the hub sends the mail again under the same Message-ID. Most mailboxes show it once.',
  }),
})

export const settings = shape.superRefine((given, context) => {
  for (const [path, message] of signInFaults(given)) context.addIssue({ code: 'custom', path: [path], message })
})

export type EmailSettings = z.output<typeof settings>
