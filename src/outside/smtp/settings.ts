/** The settings of a mail server, shared by what sends mail. */
import { domainToASCII } from 'node:url'
import addressparser from 'nodemailer/lib/addressparser'
import { z } from 'zod'

const address = z.email('must be an e-mail address')

export const sender = z
  .string()
  .trim()
  .refine(isSender, 'must be an e-mail address, or a name with one: Leads <leads@contoso.com>')

export const recipients = z
  .union([z.string(), z.array(z.string())], 'must be e-mail addresses, separated by semicolons or as a list')
  .transform((given) => [given].flat().flatMap((text) => text.split(';')))
  .transform((parts) => [...new Set(parts.map((part) => part.trim()).filter(Boolean))])
  .pipe(z.array(address).min(1, 'needs at least one address').max(50))

const entraText = (title: string, help: string) => z.string().trim().min(1).optional().meta({ title, help })

export const serverSettings = {
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
}

const serverShape = z.object({ from: sender, ...serverSettings })
export type MailServer = z.output<typeof serverShape>

/** What does not fit together, each fault with its setting. */
export function* signInFaults(given: MailServer): Generator<[path: string, message: string]> {
  const { username, password } = given
  const entra = [given.directoryId, given.applicationId, given.applicationKey].filter(Boolean).length
  const three = 'directoryId, applicationId and applicationKey'
  if (entra === 1 || entra === 2) yield ['applicationKey', `${three} belong together`]
  if (entra > 0 && password) yield ['password', `give a password, or ${three}, not both`]
  if (username && !password && entra === 0) yield ['password', 'is needed next to username']
  if (!username && (password || entra > 0)) yield ['username', 'is needed to sign in: the mailbox that sends']
}

/** What `${env:…}` fills in is a text. */
function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}

function isSender(text: string): boolean {
  const [first, ...more] = addressparser(text, { flatten: true })
  return more.length === 0 && address.safeParse(first?.address).success
}

export function senderOf({ from }: Pick<MailServer, 'from'>): { name: string; address: string; domain: string } {
  const [{ name, address } = { name: '', address: from }] = addressparser(from, { flatten: true })
  return { name, address, domain: domainToASCII(address.slice(address.lastIndexOf('@') + 1)) }
}
