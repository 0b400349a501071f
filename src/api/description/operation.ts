/** One operation in the OpenAPI description. */
import type { z } from 'zod'
import type { Endpoint } from '../endpoint.ts'
import { kindOf } from '../precondition.ts'
import { exampleOf, type Json } from './example.ts'
import { refusalsOf } from './refusals.ts'
import { answerRef, bodyName, inputSchema, operationIdOf, refTo } from './schemas.ts'
import { tagOf } from './tags.ts'

export function operationOf(one: Endpoint, schemas: Readonly<Record<string, Json>>): Json {
  const { summary, role, path, params, query, body } = one
  return {
    summary,
    operationId: operationIdOf(one),
    description: takes[role],
    ...(role === 'anyone' ? { security: [] } : {}),
    tags: [tagOf(path)],
    parameters: [...parameters(params, 'path'), ...parameters(query, 'query'), ...conditions(one)],
    ...(body ? { requestBody: requestBody(one, body, schemas) } : {}),
    responses: { ...answersOf(one, schemas), ...refusalsOf(one) },
  }
}

function requestBody(one: Endpoint, body: z.ZodObject, schemas: Readonly<Record<string, Json>>): Json {
  const schema = refTo(bodyName(one))
  const example = exampleOf(schema, schemas)
  const fits = body.safeParse(example).success
  const content = { 'application/json': { schema, ...(fits ? { example } : {}) } }
  return { required: !body.safeParse({}).success, content }
}

function answersOf(one: Endpoint, schemas: Readonly<Record<string, Json>>): Json {
  const { method, answer, streams, status = 200, isDone } = one
  const page = one.html ? { 'text/html': { schema: { type: 'string' } } } : {}
  const content = streams ? lines(streams) : { 'application/json': answered(answer, schemas), ...page }
  const headers = streams || method === 'post' ? {} : { headers: { ETag: etagHeader } }
  const unchanged = { description: 'Nothing changed since the ETag in `If-None-Match`', headers: { ETag: etagHeader } }
  return {
    [status]: { description: status === 200 ? 'Done' : 'Begun', ...headers, content },
    ...(isDone ? { 200: { description: 'Told; nothing was begun', content } } : {}),
    ...(method === 'get' && !streams ? { 304: unchanged } : {}),
  }
}

const etagHeader = { description: 'For `If-None-Match`, and for `If-Match` of an act', schema: { type: 'string' } }

function answered(answer: z.ZodType, schemas: Readonly<Record<string, Json>>): Json {
  const schema = answerRef(answer)
  const example = exampleOf(schema, schemas)
  return { schema, ...(answer.safeParse(example).success ? { example } : {}) }
}

/** For a streamed answer the description has the schema of a line. */
function lines(streams: NonNullable<Endpoint['streams']>): Json {
  const described = (shape: z.ZodType | undefined) => (shape ? answerRef(shape) : { type: 'string' })
  return Object.fromEntries(Object.entries(streams).map(([type, shape]) => [type, { schema: described(shape) }]))
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

/** The headers with ETags. */
function conditions(one: Endpoint): Json[] {
  const header = (name: string, description: string) => [
    { name, in: 'header', required: false, description, schema: { type: 'string' } },
  ]
  if (one.method === 'get') return one.streams ? [] : header('If-None-Match', 'ETag of the answer you have.')
  return kindOf(one) ? header('If-Match', 'ETag of what you saw. If it changed, nothing is done.') : []
}

const takes: Readonly<Record<Endpoint['role'], string>> = {
  anyone: 'Takes no role.',
  viewer: 'Takes the role viewer or operator.',
  operator: 'Takes the role operator.',
}
