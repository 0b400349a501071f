/** Examples, made from the JSON Schemas of requests and answers: a new key needs none that is written by hand. */
export type Json = Record<string, unknown>

const id = '01a1f978-ad02-74e6-ab28-6540aa1c877c'
const time = '2026-11-29T10:42:07.000Z'

/** Values of keys by their name, where the type alone would say little. */
const typical: Readonly<Record<string, unknown>> = {
  action: 'release',
  actor: 'anna',
  attemptCount: 2,
  cause: 'The secret has expired.',
  code: 'AADSTS7000222',
  company: 'Fabrikam',
  configVersion: '3f9a12b04cde',
  connector: 'dynamics',
  contentType: 'application/json',
  count: 312,
  destination: 'crm-eu',
  detail: 'Say which deliveries to cancel.',
  done: 200,
  email: 'ann@example.com',
  etag: 'mpvyqz28-T3V2b0xRkq1sX9aZ',
  from: '2026-11-01T00:00:00Z',
  heldBy: 'anna',
  link: 'https://example.com/records/318204',
  message: 'The client secret has expired.',
  name: 'Ann Example',
  number: 1,
  offer: 'contoso.router-pro',
  path: 'person.email',
  problem: 'entra-secret-expired',
  reason: 'The CRM is being moved.',
  reference: '318204',
  remedy: 'Make a new secret and enter it.',
  route: 'all-offers',
  setting: 'applicationKey',
  source: 'marketplace',
  subject: 'crm-eu',
  to: '2026-12-01T00:00:00Z',
  tookMs: 210,
  total: 312,
  version: '3f9a12b04cde',
}

/** A schema that holds itself would have no end. */
const deepest = 20

/**
 * @param schemas the schemas that a `$ref` may name, by their names
 * @param name the key that the value stands under
 */
export function exampleOf(schema: Json, schemas: Readonly<Record<string, Json>>, name = '', depth = 0): unknown {
  const inner = (one: unknown, key: string) => exampleOf((one ?? {}) as Json, schemas, key, depth + 1)
  const { examples, $ref, const: fixed, enum: words, anyOf, oneOf, type } = schema
  if (Array.isArray(examples) && examples.length > 0) return examples[0]
  if (typeof $ref === 'string') return inner(schemas[$ref.split('/').at(-1) ?? ''], name)
  if (fixed !== undefined) return fixed
  if (Array.isArray(words)) return words[0]
  const choices = anyOf ?? oneOf
  if (Array.isArray(choices))
    return inner(
      choices.find((one) => one.type !== 'null'),
      name,
    )
  if (depth > deepest) return null
  if (type === 'object') return objectOf(schema, inner)
  if (type === 'array') return [inner(schema['items'], name)]
  return Array.isArray(type) ? inner({ ...schema, type: type[0] }, name) : scalarOf(schema, name)
}

/** The required keys; of an object without any, the first key. */
function objectOf(schema: Json, inner: (one: unknown, key: string) => unknown): Json {
  const properties = (schema['properties'] ?? {}) as Record<string, unknown>
  const { required = [], propertyNames, additionalProperties } = schema
  const [first] = Object.keys(properties)
  const keys = (required as string[]).length > 0 ? (required as string[]) : first === undefined ? [] : [first]
  const named = keys.filter((key) => key in properties).map((key) => [key, inner(properties[key], key)])
  const key = propertyNames === undefined ? undefined : inner(propertyNames, '')
  const open = keys.length === 0 && typeof additionalProperties === 'object' && typeof key === 'string'
  return Object.fromEntries(open ? [[key || 'name', inner(additionalProperties, 'count')]] : named)
}

function scalarOf({ type, format, default: usual, minimum, maximum }: Json, name: string): unknown {
  if (usual !== undefined) return usual
  if (format === 'uuid') return id
  if (format === 'date-time') return time
  const known = typical[name]
  switch (type) {
    case 'string':
      return typeof known === 'string' ? known : name === 'id' ? 'crm-eu' : 'text'
    case 'integer':
    case 'number':
      return Math.min(Number(maximum ?? 1e9), Math.max(Number(minimum ?? 0), typeof known === 'number' ? known : 1))
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return known ?? 'text'
  }
}
