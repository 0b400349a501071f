import { z } from 'zod'
import { faults } from './faults.ts'

export type Settings = z.output<typeof settings>

const text = z.string().trim().min(1)
const header = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'is not a header name')

export const settings = z
  .strictObject({
    url: text.meta({
      title: 'URL',
      help: 'Where leads are posted. A secret, for it may carry one (sig, code).',
      secret: true,
    }),
    body: z
      .enum(['marketplace', 'fields'])
      .default('marketplace')
      .meta({ title: 'Body', help: 'The marketplace’s own JSON with all of its keys, or just the mapped fields.' }),
    headers: z
      .record(header, z.string().regex(/^[\t\x20-\x7e]*$/, 'must be plain ASCII'))
      .default({})
      .meta({ title: 'Headers', help: 'Sent with every request, as they are.', secret: true }),
    secret: z
      .union([text, z.array(text).min(1).max(5)])
      .optional()
      .meta({
        title: 'Signing secret',
        help: 'Standard Webhooks: whsec_…; several while you rotate them.',
        secret: true,
      }),
    bearerToken: text.optional().meta({ title: 'Bearer token', help: 'Sent as Authorization: Bearer.', secret: true }),
    username: text.optional().meta({ title: 'User name', help: 'For HTTP Basic; goes with password.' }),
    password: text.optional().meta({ title: 'Password', help: 'For HTTP Basic; goes with username.', secret: true }),
    apiKey: text
      .optional()
      .meta({ title: 'API key', help: 'Sent in the header that apiKeyHeader names.', secret: true }),
    apiKeyHeader: header
      .default('x-api-key')
      .meta({ title: 'API key header', help: 'Azure Functions want x-functions-key.' }),
    directoryId: text.optional().meta({ title: 'Directory (tenant) ID', help: 'For a sign-in by Microsoft Entra ID.' }),
    clientId: text
      .optional()
      .meta({ title: 'Application (client) ID', help: 'Of the app registration that signs in.' }),
    clientSecret: text.optional().meta({ title: 'Client secret', help: 'Its value, not its ID.', secret: true }),
    // The double slash belongs there: the audience ends in one (learn.microsoft.com/power-automate/oauth-authentication).
    scope: text
      .default('https://service.flow.microsoft.com//.default')
      .meta({ title: 'Scope', help: 'What the Entra token is for; the default is Power Automate.' }),
    authority: text.optional().meta({ title: 'Authority', help: 'Sign-in host of a sovereign cloud.' }),
    receiverDedupes: z.boolean().default(false).meta({
      title: 'Receiver dedupes',
      help: 'The receiver takes each webhook-id once: 409 then means delivered, and unknown outcomes are repeated.',
    }),
    expect: z
      .array(z.int().min(200).max(299))
      .min(1)
      .optional()
      .meta({ title: 'Expected statuses', help: 'Only these mean that the lead was taken. All 2xx if empty.' }),
    receipt: z
      .string()
      .regex(/^(body(\.[^.]+)+|header\.[A-Za-z0-9-]+)$/, 'must be like body.id or header.location')
      .optional()
      .meta({
        title: 'Receipt',
        help: 'Where the answer holds the record’s id: body.id. Without it there, no success.',
      }),
  })
  .superRefine((given, context) => {
    for (const { path, message } of faults(given)) context.addIssue({ code: 'custom', path: [path], message })
  })
