import { domainToASCII } from 'node:url'
import addressparser from 'nodemailer/lib/addressparser'
import { z } from 'zod'

/** Lead properties that hold, or may hold, personal data: they stand in a mail only when named. */
const includable = z.enum([
  ...(['person.name', 'person.email', 'person.phone', 'person.company'] as const),
  ...(['person.title', 'person.country', 'description', 'campaign'] as const),
])
export type Includable = z.output<typeof includable>

const address = z.email('must be an e-mail address')

const sender = z
  .string()
  .trim()
  .refine(isSender, 'must be an e-mail address, or a name with one: Leads <leads@contoso.com>')

const recipients = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(';')))
  .transform((parts) => [...new Set(parts.map((part) => part.trim()).filter(Boolean))])
  .pipe(z.array(address).min(1, 'needs at least one address').max(50))

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const period = z
  .string()
  .regex(/^\d+(m|h|d)$/, 'must be a period such as 15m, 1h or 1d')
  .transform((text) => Number.parseInt(text, 10) * units[text.at(-1) as keyof typeof units])
  .refine(
    (every) => every >= 300_000 && 86_400_000 % every === 0,
    'must be at least 5m and divide a day: 15m, 1h, 6h, 1d',
  )

const entraText = (title: string, help: string) => z.string().trim().min(1).optional().meta({ title, help })

const shape = z.strictObject({
  to: recipients.meta({
    title: 'Contact e-mail',
    help: 'The addresses that get the mail, separated by semicolons as in Partner Center, or as a list.',
  }),
  from: sender.meta({ title: 'From', help: 'The sender: leads@contoso.com or Leads <leads@contoso.com>.' }),
  host: z
    .string()
    .trim()
    .min(1)
    .meta({ title: 'SMTP server', help: 'The host name: smtp.office365.com, smtp.gmail.com, or your relay.' }),
  port: z
    .preprocess(wholeNumber, z.int().min(1).max(65535))
    .default(587)
    .meta({ title: 'Port', help: 'Usually 587 (starttls), 465 (implicit) or 25 (relay).' }),
  tls: z.enum(['implicit', 'starttls', 'none']).default('starttls').meta({
    title: 'Encryption',
    help: '`starttls` begins in clear, and encryption must follow. `implicit` is TLS from the first byte. `none` is for a relay in the same network.',
  }),
  username: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'User name', help: 'Without a user name, the hub does not sign in.' }),
  password: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Password', help: 'The password of that user, or an app password.', secret: true }),
  directoryId: entraText(
    'Directory (tenant) ID',
    'The directory of a sign-in to Exchange Online by Microsoft Entra ID, instead of a password.',
  ),
  applicationId: entraText(
    'Application (client) ID',
    'The id of the app registration with the permission SMTP.SendAsApp.',
  ),
  applicationKey: z.string().trim().min(1).max(2048).optional().meta({
    title: 'Client secret',
    help: 'The Value (not the ID) of the secret, from Certificates & secrets.',
    secret: true,
  }),
  applicationKeyExpires: z.iso.date().optional().meta({
    title: 'Client secret expires',
    help: 'The last day of the secret, as the portal shows it: `2027-10-31`. The hub warns in time.',
  }),
  authority: entraText(
    'Authority',
    'The sign-in host of a sovereign cloud. The default is https://login.microsoftonline.com.',
  ),
  scope: z.string().min(1).default('https://outlook.office365.com/.default').meta({
    title: 'Scope',
    help: 'The scope of the token. Sovereign clouds have another scope.',
  }),
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
  const { username, password } = given
  const entra = [given.directoryId, given.applicationId, given.applicationKey].filter(Boolean).length
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const three = 'directoryId, applicationId and applicationKey'
  if (entra === 1 || entra === 2) wrong('applicationKey', `${three} belong together`)
  if (entra > 0 && password) wrong('password', `give a password, or ${three}, not both`)
  if (username && !password && entra === 0) wrong('password', 'is needed next to username')
  if (!username && (password || entra > 0)) wrong('username', 'is needed to sign in: the mailbox that sends')
})

/** What `${env:…}` fills in is a text. */
function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}

export type EmailSettings = z.output<typeof settings>

function isSender(text: string): boolean {
  const [first, ...more] = addressparser(text, { flatten: true })
  return more.length === 0 && address.safeParse(first?.address).success
}

export function senderOf({ from }: Pick<EmailSettings, 'from'>): { name: string; address: string; domain: string } {
  const [{ name, address } = { name: '', address: from }] = addressparser(from, { flatten: true })
  return { name, address, domain: domainToASCII(address.slice(address.lastIndexOf('@') + 1)) }
}
