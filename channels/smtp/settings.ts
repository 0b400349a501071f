import { z } from 'zod'
import { recipients, sender, serverSettings, signInFaults } from '../../src/outside/smtp/settings.ts'

// A channel does not tell when a secret ends.
const { applicationKeyExpires: _, ...server } = serverSettings

const shape = z.strictObject({
  to: recipients.meta({
    title: 'Recipients',
    help: 'The addresses that get the mail, separated by semicolons, or as a list. A message with recipients of its own goes to those.',
  }),
  from: sender.meta({ title: 'From', help: 'The sender: leads@contoso.com or Leadyard <leads@contoso.com>.' }),
  ...server,
  html: z.boolean().default(true).meta({
    title: 'HTML part',
    help: 'Where a message has an HTML part, the mail has it next to the plain text.',
  }),
  listId: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a name with dots: alerts.leadyard.contoso.com')
    .optional()
    .meta({
      title: 'List-Id',
      help: 'The name that mail filters know the mails by. The default is made of the kind of message and the domain of from.',
    }),
  unsubscribe: z
    .string()
    .refine((text) => /^(https|mailto):$/.test(URL.parse(text)?.protocol ?? ''), 'must start with https:// or mailto:')
    .optional()
    .meta({
      title: 'Unsubscribe address',
      help: 'Sent as List-Unsubscribe with mails to contacts. {id} becomes the message’s id. An https:// address must take a POST.',
    }),
})

export const settings = shape.superRefine((given, context) => {
  for (const [path, message] of signInFaults(given)) context.addIssue({ code: 'custom', path: [path], message })
})

export type SmtpSettings = z.output<typeof settings>
