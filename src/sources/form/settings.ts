import { z } from 'zod'
import { duration } from '../../settings/duration.ts'
import { sourceKey } from '../key.ts'
import { checkLeadPaths } from '../lead-fields.ts'
import { retention } from '../retention.ts'

const name = z.string().min(1)

const names = z.union([name, z.array(name).min(1)]).transform((held) => (typeof held === 'string' ? [held] : held))

const host = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((text) => hostOf(`https://${text}`) === text, 'must be a host alone, such as www.contoso.com')

const origin = z
  .string()
  .refine((text) => originOf(text) === text, 'must be an origin, such as https://www.contoso.com')

export const settings = z
  .strictObject({
    type: z
      .literal('form')
      .meta({ help: '`form`: web forms post here; those made for Salesforce Web-to-Lead as they are.' }),
    key: sourceKey.optional().meta({
      secret: true,
      help: 'What the sender proves itself with, as above. Leave it out for a page that the public sees: it keeps no secret; `honeypot`, `origins` and `limit` guard it.',
    }),
    retention,
    offer: name.optional().meta({ help: 'publisher.offer of leads that name no offer themselves.' }),
    fields: z
      .record(z.string(), names.meta({ help: 'The name of the form’s field; of a list the first that is filled in.' }))
      .superRefine(checkLeadPaths)
      .default({})
      .meta({ help: 'Part of the lead → field of the form, where the form has names of its own.' }),
    returnTo: z
      .array(host)
      .default([])
      .meta({ help: 'Hosts that `retURL` may send the browser to after the post. Any other is not followed.' }),
    origins: z.array(origin).min(1).optional().meta({
      help: 'Pages that may post, and read the answer (CORS): https://www.contoso.com. Default: any may post.',
    }),
    honeypot: name.optional().meta({
      help: 'A field that people do not see. What fills it in is told it succeeded, and kept as `unreadable`.',
    }),
    limit: z
      .strictObject({
        max: z.int().min(1).meta({ help: 'Posts.' }),
        per: duration
          .refine((ms) => ms >= 1_000 && ms <= 86_400_000, 'must be at least 1s and at most 1d')
          .meta({ help: 'Period.' }),
      })
      .optional()
      .meta({ help: 'At most `max` posts `per` duration of one address, per process. See `listen.trustProxy`.' }),
  })
  .meta({ title: 'Web forms' })

export type FormSettings = z.output<typeof settings>

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}
