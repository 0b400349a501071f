/** The OpenAPI description, made from the schemas that check the requests. */
import { z } from 'zod'
import type { Json } from './description/example.ts'
import { operationOf } from './description/operation.ts'
import { namedIn, namedSchemas } from './description/schemas.ts'
import { tagsOf } from './description/tags.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { named } from './shapes/named.ts'

const info = {
  title: 'Leadyard management API',
  version: '1',
  description:
    'Shows leads, their deliveries and destinations, and acts on them. Everything that the command line and the ' +
    'console do, they do by these operations. Refusals are problem details (RFC 9457).',
  license: { name: 'MIT', identifier: 'MIT' },
  contact: { name: 'The operators of this hub' },
}

function describeApi(endpoints: readonly Endpoint[]): Json {
  const schemas = namedSchemas(endpoints)
  const paths: Record<string, Json> = {}
  for (const one of endpoints) {
    const path = `/api${one.path}`
    paths[path] = { ...paths[path], [one.method]: operationOf(one, schemas) }
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/', description: 'This hub' }],
    security: [{ token: [] }, { session: [] }],
    tags: tagsOf(endpoints.map(({ path }) => path)),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of api.tokens.' },
        session: {
          ...{ type: 'apiKey', in: 'cookie', name: '__Host-leadyard' },
          description: 'Of POST /api/sessions; over plain HTTP on this machine its name is leadyard.',
        },
      },
      schemas: namedIn(JSON.stringify(paths), schemas),
    },
  }
}

/** The endpoint that returns the description, which includes this endpoint. */
export function openapiEndpoint(others: readonly Endpoint[]): Endpoint {
  let described: Json | undefined
  const own: Endpoint = endpoint({
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    role: 'viewer',
    answer: openapi,
    handle: () => (described ??= describeApi([...others, own])),
  })
  return own
}

const openapi = named('OpenApi', z.record(z.string(), z.unknown()))
