/** The named schemas of the description: those of the answers, and those of the bodies of requests. */
import { z } from 'zod'
import type { Endpoint } from '../endpoint.ts'
import { shapes } from '../shapes/named.ts'
import type { Json } from './example.ts'

const prefix = '#/components/schemas/'

export function refTo(name: string): Json {
  return { $ref: `${prefix}${name}` }
}

export function answerRef(shape: z.ZodType): Json {
  return refTo(shapes.get(shape)?.id ?? '')
}

/** `post-deliveries-id-replays` */
export function operationIdOf({ method, path }: Pick<Endpoint, 'method' | 'path'>): string {
  return [method, ...path.split(/[^a-z]+/i)].filter(Boolean).join('-')
}

/** `PostDeliveriesIdReplaysBody` */
export function bodyName(one: Endpoint): string {
  const words = operationIdOf(one).split('-')
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Body`
}

export function inputSchema(schema: z.ZodObject): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input', override: namedKeys })
  return described
}

/** A record with fixed keys has them as required keys alone; linters look for them among the properties. */
function namedKeys({ jsonSchema: schema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { required, properties, additionalProperties: value } = schema
  if (!required || properties || typeof value !== 'object') return
  schema.properties = Object.fromEntries(required.map((key) => [key, value]))
  schema.additionalProperties = false
  delete schema.propertyNames
}

/** Schemas by name. */
export function namedSchemas(endpoints: readonly Endpoint[]): Record<string, Json> {
  const { schemas } = z.toJSONSchema(shapes, { uri: (name) => `${prefix}${name}`, override: namedKeys })
  const answers = Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema as Json])
  const bodies = endpoints.flatMap((one) => (one.body ? [[bodyName(one), inputSchema(one.body)]] : []))
  return Object.fromEntries([...answers, ...bodies, ['ProblemDetails', problemDetails]])
}

/** Only the schemas that `text` names, directly or through others. */
export function namedIn(text: string, schemas: Readonly<Record<string, Json>>): Record<string, Json> {
  const found: Record<string, Json> = {}
  const visit = (from: string) => {
    for (const [, name = ''] of from.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name]
      if (name in found || !schema) continue
      found[name] = schema
      visit(JSON.stringify(schema))
    }
  }
  visit(text)
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const problemDetails: Json = {
  type: 'object',
  description:
    'RFC 9457. `problems` lists each thing wrong with a request, with its path. After 412, `acts` tells who did what.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened, and what to do.' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
    state: { type: 'string', description: 'The present state of the thing.' },
    acts: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          actor: { type: 'string' },
          action: { type: 'string' },
          subject: { type: 'string' },
          at: { type: 'string', format: 'date-time' },
        },
        required: ['actor', 'action', 'subject', 'at'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail'],
}
