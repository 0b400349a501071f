import { z } from 'zod'
import { includable } from '../../src/lead/includable.ts'
import { recipients, sender, serverSettings, signInFaults } from '../../src/outside/smtp/settings.ts'

/** Digests are of `contacts:`, which need no delivery for each lead. */
const retired = (key: string) =>
  z
    .never(
      `${key} is no longer a setting. For a digest, write contacts: next to destinations:, with to: and every: 1h, and take this destination out of the routes; for a mail for each lead, remove ${key}`,
    )
    .optional()
    .meta({
      title: `${key} (retired)`,
      help: 'This setting is no longer accepted. Digests are written under `contacts:`, with `every:`.',
    })

const shape = z.strictObject({
  to: recipients.meta({
    title: 'Contact e-mail',
    help: 'The addresses that get the mail, separated by semicolons as in Partner Center, or as a list.',
  }),
  from: sender.meta({ title: 'From', help: 'The sender: leads@contoso.com or Leads <leads@contoso.com>.' }),
  ...serverSettings,
  per: retired('per'),
  digestEvery: retired('digestEvery'),
  include: z.array(z.enum(includable)).default([]).meta({
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
