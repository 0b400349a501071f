/** The OpenAPI description, made from the schemas that check the requests. */
import { z } from 'zod'
import { type Endpoint, endpoint } from './endpoint.ts'
import { named, shapes } from './shapes/named.ts'

type Json = Record<string, unknown>

const problemDetails = {
  type: 'object',
  description: 'RFC 9457. `problems` lists each thing wrong with a request, with its path.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail'],
}

function describeApi(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {}
  for (const one of endpoints) {
    const path = `/api${one.path}`
    paths[path] = { ...paths[path], [one.method]: operation(one) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Leadyard management API', version: '1' },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of api.tokens.' },
        session: {
          ...{ type: 'apiKey', in: 'cookie', name: '__Host-leadyard' },
          description: 'Of POST /api/sessions; over plain HTTP on this machine its name is leadyard.',
        },
      },
      schemas: { ...answerSchemas(), ProblemDetails: problemDetails },
    },
  }
}

/** The endpoint that returns the description, which includes this endpoint. */
export function openapiEndpoint(others: readonly Endpoint[]): Endpoint {
  const own: Endpoint = endpoint({
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    role: 'viewer',
    answer: openapi,
    handle: () => describeApi([...others, own]),
  })
  return own
}

const openapi = named('OpenApi', z.record(z.string(), z.unknown()))

function operation(one: Endpoint): Json {
  const { summary, role, method, path, params, query, body, answer, streams, status = 200, isDone, refusals } = one
  const content = streams ? lines(streams) : json(reference(answer))
  const absent: Record<number, string> = params ? { 404: 'There is no such thing' } : {}
  return {
    summary,
    operationId: [method, ...path.split(/[^a-z]+/i)].filter(Boolean).join('-'),
    description: takes[role],
    ...(role === 'anyone' ? { security: [] } : {}),
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
    ...(body ? { requestBody: { required: isRequired(body), content: json(inputSchema(body)) } } : {}),
    responses: {
      [status]: { description: status === 200 ? 'Done' : 'Begun', content },
      ...(isDone ? { 200: { description: 'Told; nothing was begun', content } } : {}),
      ...refusalsOf({ ...always, ...absent, ...refusals }),
    },
  }
}

const takes: Readonly<Record<Endpoint['role'], string>> = {
  anyone: 'Takes no role.',
  viewer: 'Takes the role viewer or operator.',
  operator: 'Takes the role operator.',
}

const always: Readonly<Record<number, string>> = {
  400: 'Something is wrong with the request; each thing is named',
  401: 'No token, or an unknown one',
  403: 'The token may not',
  503: 'The ledger cannot be reached: ask again after `Retry-After` seconds',
}

function refusalsOf(words: Readonly<Record<number, string>>): Json {
  const content = { 'application/problem+json': { schema: { $ref: refOf('ProblemDetails') } } }
  return Object.fromEntries(Object.entries(words).map(([status, description]) => [status, { description, content }]))
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = inputSchema(schema) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...held }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description ? { description } : {}),
    schema: held,
    ...(held['type'] === 'array' ? { style: 'form', explode: false } : {}),
  }))
}

function inputSchema(schema: z.ZodObject): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input' })
  return described
}

function isRequired(body: z.ZodObject): boolean {
  return !body.safeParse({}).success
}

function answerSchemas(): Record<string, Json> {
  const { schemas } = z.toJSONSchema(shapes, { uri: refOf })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema as Json]),
  )
}

function refOf(id: string): string {
  return `#/components/schemas/${id}`
}

function reference(shape: z.ZodType): Json {
  return { $ref: refOf(shapes.get(shape)?.id ?? '') }
}

/** For a streamed answer the description has the schema of a line. */
function lines(streams: NonNullable<Endpoint['streams']>): Json {
  const described = (shape: z.ZodType | undefined) => (shape ? reference(shape) : { type: 'string' })
  return Object.fromEntries(Object.entries(streams).map(([type, shape]) => [type, { schema: described(shape) }]))
}

function json(schema: Json): Json {
  return { 'application/json': { schema } }
}
