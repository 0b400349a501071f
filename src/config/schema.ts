/** The shape of config.yaml, but for the connectors' own settings. */
import { z } from 'zod'
import { policySchema } from './policy.ts'

export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,47}$/, 'must be 1 to 48 of a-z, 0-9 and -, beginning with a letter or digit')

const key = z.string().min(16, 'must have at least 16 characters')

export const sourceSchema = z.strictObject({
  type: z
    .literal('marketplace')
    .meta({ help: "`marketplace`: Microsoft's commercial marketplace posts its JSON here." }),
  key: key.meta({ secret: true, help: 'What the sender proves itself with: `?key=`, Bearer or Basic password.' }),
})

const glob = z.string().min(1)

export const routeSchema = z.strictObject({
  name: id.meta({ help: 'Shown with every delivery it makes.' }),
  offers: z
    .array(glob)
    .min(1)
    .default(['*'])
    .meta({ help: 'Globs over publisher.offer and over the title, any case. Default: every offer.' }),
  when: z
    .strictObject({
      source: z.array(glob).min(1).optional().meta({ help: 'Source ids or codes: `marketplace`, `AzurePortal`.' }),
      action: z.array(glob).min(1).optional().meta({ help: 'Action codes: `INS`, `PLT`, `Create`.' }),
    })
    .default({}),
  to: z.array(id).min(1).meta({ help: 'Destinations; each gets the lead once however many routes name it.' }),
})

export type RouteConfig = z.output<typeof routeSchema>

export const tokenSchema = z.strictObject({
  name: id.meta({ help: 'Stands in the audit log.' }),
  token: key.meta({ secret: true, help: 'Bearer token.' }),
  role: z.enum(['viewer', 'operator']).default('viewer').meta({ help: '`viewer` reads, `operator` also acts.' }),
})

/** What `${env:PORT}` stands for is text. */
function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}

export const listenSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').meta({ help: 'Address to listen on; `0.0.0.0` for all.' }),
  port: z.preprocess(wholeNumber, z.int().min(0).max(65535)).default(8080).meta({ help: '0 = any free port.' }),
  publicUrl: z.url().optional().meta({ help: 'How senders reach the hub, for the ingest URLs it prints.' }),
})

/** What every destination has beside its connector's settings. */
export const destinationKeys = ['type', 'delivery', 'mapping'] as const

const templateSchema = z.union([
  z.string(),
  z.null(),
  z.strictObject({
    template: z.string(),
    maxLength: z.int().min(1).optional(),
    required: z.boolean().optional(),
    default: z.string().optional(),
  }),
])

export const mappingSchema = z
  .record(z.string().min(1), templateSchema)
  .default({})
  .meta({ help: 'Far-end field → LiquidJS template over the lead; null leaves the field out.' })

export const destinationSchema = z.looseObject({
  type: z.string().min(1),
  delivery: policySchema.prefault({}),
  mapping: mappingSchema,
})

export const fileSchema = z.strictObject({
  listen: listenSchema.prefault({}),
  api: z.strictObject({ tokens: z.array(tokenSchema).default([]) }).prefault({}),
  connectors: z
    .array(z.string())
    .default([])
    .meta({ help: 'Connectors that do not come with the hub: files beside this one, or npm packages.' }),
  sources: z.record(id, sourceSchema),
  destinations: z.record(id, destinationSchema),
  routes: z.array(routeSchema).default([]),
})
