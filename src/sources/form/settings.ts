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
      .meta({ help: '`form`: web forms post here. Forms made for Salesforce Web-to-Lead need no change.' }),
    key: sourceKey.optional().meta({
      secret: true,
      help: 'The secret of the sender: `?key=`, Bearer token or Basic password. Leave it out for a public page, which keeps no secret; `honeypot`, `origins` and `limit` protect the form.',
    }),
    retention,
    offer: name.optional().meta({ help: 'Offer (publisher.offer) of leads that name no offer themselves.' }),
    fields: z
      .record(
        z.string(),
        names.meta({ help: 'Name of the form’s field. Of a list, the first field with a value counts.' }),
      )
      .superRefine(checkLeadPaths)
      .default({})
      .meta({ help: 'Part of the lead → field of the form, for a form with field names of its own.' }),
    returnTo: z
      .array(host)
      .default([])
      .meta({ help: 'Hosts to which `retURL` may send the browser after the post. Other hosts are not used.' }),
    origins: z.array(origin).min(1).optional().meta({
      help: 'Pages that may post and read the answer (CORS): https://www.contoso.com. Default: any page may post.',
    }),
    honeypot: name.optional().meta({
      help: 'A field that people do not see. A post that fills it in gets the usual answer and is kept as `unreadable`.',
    }),
    limit: z
      .strictObject({
        max: z.int().min(1).meta({ help: 'Number of posts.' }),
        per: duration
          .refine((ms) => ms >= 1_000 && ms <= 86_400_000, 'must be at least 1s and at most 1d')
          .meta({ help: 'Period.' }),
      })
      .optional()
      .meta({
        help: 'Each process takes at most `max` posts `per` duration from one address. See `listen.trustProxy`.',
      }),
  })
  .meta({ title: 'Web forms' })

export type FormSettings = z.output<typeof settings>

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}
