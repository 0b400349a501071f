/** The shape of config.yaml, except for the connectors' own settings. */
import { z } from 'zod'
import { alertsSchema } from './alerts.ts'
import { channelSchema } from './channel.ts'
import { contactsSchema } from './contacts.ts'
import { mappingSchema } from './mapping.ts'
import { id } from './names.ts'
import { policySchema } from './policy.ts'
import { proofSchema } from './proof.ts'
import { reportSchema } from './report.ts'
import { otherwiseSchema, routeSchema, rulesSchema } from './route.ts'
import { apiSchema } from './sign-in.ts'
import { silenceSchema } from './silence.ts'
import { sourceSchema } from './source.ts'

/** The value of `${env:PORT}` is text. */
function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}

export const listenSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').meta({ help: 'Address to listen on; `0.0.0.0` for all.' }),
  port: z
    .preprocess(wholeNumber, z.int().min(0).max(65535))
    .default(8080)
    .meta({ help: 'Port to listen on; 0 = any free port.' }),
  trustProxy: z.preprocess(wholeNumber, z.int().min(0).max(10)).default(0).meta({
    help: 'Number of reverse proxies before the hub: so many entries of X-Forwarded-For are theirs, and X-Forwarded-Proto counts. See `limit`.',
  }),
  publicUrl: z
    .url()
    .optional()
    .meta({ help: 'Address under which senders reach the hub; it stands in the ingest URLs that the hub prints.' }),
})

/** The keys that every destination has besides its connector's settings. */
export const destinationKeys = ['type', 'delivery', 'mapping'] as const

export const destinationSchema = z.looseObject({
  type: z.string().min(1),
  delivery: policySchema.prefault({}),
  mapping: mappingSchema,
})

export const fileSchema = z.strictObject({
  listen: listenSchema.prefault({}),
  api: apiSchema.prefault({}),
  connectors: z
    .array(z.string())
    .default([])
    .meta({ help: 'Connectors that do not come with the hub: files next to this file, or npm packages.' }),
  sources: z.record(id, sourceSchema),
  destinations: z.record(id, destinationSchema),
  routes: z.array(routeSchema).default([]),
  otherwise: otherwiseSchema,
  rules: rulesSchema.prefault({}),
  silence: silenceSchema.prefault({}),
  channels: z
    .record(id, channelSchema)
    .default({})
    .meta({ help: 'Where people are told things, each under an id of yours.' }),
  alerts: alertsSchema.prefault({}),
  proof: proofSchema.prefault({}),
  contacts: contactsSchema.default({}).meta({
    help: 'Who is told of new leads by mail, each under an id of yours. The contacts of a route stand in the route.',
  }),
  report: reportSchema.optional().meta({ help: 'A report by mail, each week or month. `{}`: with the defaults.' }),
})

export type FileConfig = z.output<typeof fileSchema>
