/** config.yaml, read whole: either all of it is right, or every problem is told and none of it is taken. */
import { createHash } from 'node:crypto'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Connector, FieldMap } from '../connector.ts'
import { readDestination } from './destination.ts'
import type { Policy } from './policy.ts'
import { ConfigError, type ConfigProblem, fromZod, nearest } from './problems.ts'
import {
  destinationSchema,
  fileSchema,
  listenSchema,
  type RouteConfig,
  routeSchema,
  type sourceSchema,
  type tokenSchema,
} from './schema.ts'
import { isReference, resolveReferences } from './secrets.ts'

export interface Config {
  /** Digest of the text: stamped on every lead and delivery. */
  version: string
  /** The file as written; it holds references, no secrets. */
  text: string
  listen: z.output<typeof listenSchema>
  tokens: readonly z.output<typeof tokenSchema>[]
  sources: ReadonlyMap<string, z.output<typeof sourceSchema>>
  destinations: ReadonlyMap<string, DestinationConfig>
  routes: readonly RouteConfig[]
  /** Values to hide wherever text leaves the hub. */
  secrets: readonly string[]
}

export interface DestinationConfig {
  id: string
  connector: Connector
  /** Checked by the connector's own schema, secrets filled in. */
  settings: Record<string, unknown>
  policy: Policy
  /** The connector's default mapping with the operator's overrides. */
  fields: FieldMap
  /** Changes with any setting, a secret's value included. */
  settingsHash: string
}

export interface Surroundings {
  connectors: readonly Connector[]
  env: Readonly<Record<string, string | undefined>>
}

/** @throws ConfigError with every problem found, each with its path. */
export function readConfig(text: string, { connectors, env }: Surroundings): Config {
  const document = parseDocument(text, { prettyErrors: true })
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map(({ message }) => ({ path: '', message: firstLine(message) })))
  }
  const written: unknown = document.toJS() ?? {}
  const { value, secrets, problems } = resolveReferences(written, env)
  const parsed = fileSchema.safeParse(value, { reportInput: true })
  const found = [...problems, ...literalSecrets(written, connectors)]
  if (!parsed.success) {
    found.push(...parsed.error.issues.flatMap((issue) => fromZod([issue], '', knownAt(issue.path))))
  }

  const destinations = new Map<string, DestinationConfig>()
  for (const [id, held] of Object.entries(asRecord(asRecord(value)['destinations']))) {
    const read = readDestination(id, asRecord(held), connectors)
    found.push(...read.problems.filter(({ path }) => !problems.some((known) => known.path === path)))
    if (read.destination) destinations.set(id, read.destination)
  }
  if (parsed.success) found.push(...danglingRoutes(parsed.data.routes, Object.keys(parsed.data.destinations)))
  if (!parsed.success || found.length > 0) throw new ConfigError(withoutEchoes(found))

  const { listen, api, sources, routes } = parsed.data
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return {
    version,
    text,
    listen,
    tokens: api.tokens,
    sources: new Map(Object.entries(sources)),
    destinations,
    routes,
    secrets,
  }
}

/** DESIGN promise 7: a secret in the file's text would be kept with every version of it. */
function literalSecrets(written: unknown, connectors: readonly Connector[]): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const refuse = (path: string, value: unknown) => {
    if (typeof value !== 'string' || isReference(value)) return
    problems.push({
      path,
      message: 'is a secret and must not stand in the file',
      hint: 'write ${env:NAME} or ${file:/path}',
    })
  }
  const file = asRecord(written)
  for (const [id, source] of Object.entries(asRecord(file['sources'])))
    refuse(`sources.${id}.key`, asRecord(source)['key'])
  asList(asRecord(file['api'])['tokens']).forEach((token, at) => {
    refuse(`api.tokens.${at}.token`, asRecord(token)['token'])
  })
  for (const [id, held] of Object.entries(asRecord(file['destinations']))) {
    const destination = asRecord(held)
    const connector = connectors.find(({ type }) => type === destination['type'])
    for (const [key, schema] of Object.entries(connector?.settings.shape ?? {})) {
      if (secretMeta(schema)) refuse(`destinations.${id}.${key}`, destination[key])
    }
  }
  return problems
}

export function secretMeta(schema: unknown): boolean {
  const meta = (schema as { meta?: () => Record<string, unknown> | undefined }).meta?.()
  return meta?.['secret'] === true
}

function danglingRoutes(routes: readonly RouteConfig[], destinations: readonly string[]): ConfigProblem[] {
  const names = routes.map(({ name }) => name)
  return routes.flatMap((route, at) => [
    ...(names.indexOf(route.name) < at
      ? [{ path: `routes.${at}.name`, message: `another route is named ${route.name}` }]
      : []),
    ...route.to.flatMap((to, index) =>
      destinations.includes(to)
        ? []
        : [
            {
              path: `routes.${at}.to.${index}`,
              message: `no destination is named ${to}`,
              hint: nearest(to, destinations),
            },
          ],
    ),
  ])
}

/** The keys that may stand at a path of the file, for "did you mean". */
function knownAt(path: readonly PropertyKey[]): string[] {
  const [top, , third] = path.map(String)
  if (path.length === 0) return Object.keys(fileSchema.shape)
  if (top === 'listen') return Object.keys(listenSchema.shape)
  if (top === 'routes') return third === 'when' ? ['source', 'action'] : Object.keys(routeSchema.shape)
  if (top === 'sources') return ['type', 'key']
  if (top === 'destinations') return Object.keys(destinationSchema.shape.delivery.unwrap().shape)
  return []
}

/** A missing reference makes its place fail a second time: once is enough. */
function withoutEchoes(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const told = new Set<string>()
  return problems.filter(({ path }) => (told.has(path) ? false : told.add(path)))
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.replace(/:$/, '') ?? text
}
