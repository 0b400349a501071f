/** Prepares sources for tests: their example as configuration, and the bodies of senders. */
import type { z } from 'zod'
import { type Config, readConfig } from '../../src/config/config.ts'
import { sourceOf } from '../../src/sources/open.ts'
import type { Source } from '../../src/sources/source.ts'

/** The example's settings in the form of config.yaml, with references for secrets. */
function written({ type, settings, example }: Source): { entry: object; env: Record<string, string> } {
  const env: Record<string, string> = {}
  const entries = Object.entries(example.settings).map(([name, value]) => {
    if (!isSecret(settings.shape[name])) return [name, value]
    const variable = `${type}_${name}`.toUpperCase().replaceAll('-', '_')
    env[variable] = String(value)
    return [name, `\${env:${variable}}`]
  })
  return { entry: { type, ...Object.fromEntries(entries) }, env }
}

/** A configuration with the examples of all sources, each under its type. @throws ConfigError */
export function configured(all: readonly Source[]): Config {
  const each = all.map((source) => ({ type: source.type, ...written(source) }))
  const sources = Object.fromEntries(each.map(({ type, entry }) => [type, entry]))
  const env = Object.assign({}, ...each.map((one) => one.env))
  return readConfig(JSON.stringify({ listen: { port: 0 }, sources, destinations: {} }), { connectors: [], env })
}

/** The plain secrets of the example. */
export function secretsOf({ settings, example }: Source): string[] {
  const secret = Object.entries(example.settings).filter(([name]) => isSecret(settings.shape[name]))
  return secret.map(([, value]) => String(value))
}

export function isSecret(schema: z.core.$ZodType | undefined): boolean {
  return (schema as z.ZodType | undefined)?.meta()?.['secret'] === true
}

/** The checked settings of the example. */
export function settingsOf(source: Source) {
  const found = configured([source]).sources.get(source.type)
  if (!found || sourceOf(found) !== source) throw new Error(`the list has no ${source.type}`)
  return found
}

/** The example's lead as another person's lead. */
export function bodyOf({ example }: Source, email = example.email): string {
  return example.body.replaceAll(example.email, email)
}

/** The body with other names or other values; undefined for an unknown format. */
export function rewritten(
  { contentType }: Source,
  body: string,
  change: { name?: (name: string) => string; value?: (value: unknown) => unknown },
): string | undefined {
  const { name = (same) => same, value = (same) => same } = change
  if (contentType === 'application/x-www-form-urlencoded') {
    const pairs = [...new URLSearchParams(body)].map(([key, held]): [string, string] => [
      name(key),
      textOf(value(held)),
    ])
    return String(new URLSearchParams(pairs))
  }
  return contentType === 'application/json' ? JSON.stringify(renamed(JSON.parse(body), name, value)) : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function renamed(held: unknown, name: (name: string) => string, value: (value: unknown) => unknown): unknown {
  if (Array.isArray(held)) return held.map((one) => renamed(one, name, value))
  if (typeof held === 'string' && held.startsWith('{')) return JSON.stringify(renamed(JSON.parse(held), name, value))
  if (typeof held !== 'object' || held === null) return value(held)
  return Object.fromEntries(Object.entries(held).map(([key, one]) => [name(key), renamed(one, name, value)]))
}

/** The number of values that are not objects. */
export function valuesIn(source: Source, body: string): number {
  let values = 0
  rewritten(source, body, { value: (same) => [same, values++][0] })
  return values
}

/** The body with an unknown field of so many bytes. */
export function padded(source: Source, body: string, bytes: number): string | undefined {
  const [open, close] =
    source.contentType === 'application/json' ? [`${body.slice(0, -1)},"padding":"`, '"}'] : [`${body}&padding=`, '']
  if (rewritten(source, body, {}) === undefined) return undefined
  return open + 'x'.repeat(bytes - Buffer.byteLength(open + close)) + close
}

/** Bodies of senders that do not know the source, or that attack the source. */
export const hostileBodies: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'a NUL': Buffer.from([0]),
  'no UTF-8': Buffer.from([0xff, 0xfe, 0xfd, 0x80]),
  'a byte order mark alone': Buffer.from('\uFEFF'),
  'half a JSON': Buffer.from('{"userDetails":{"email":"a@b.c"'),
  null: Buffer.from('null'),
  'a number': Buffer.from('1e999'),
  'a list': Buffer.from('[{"email":"a@b.c"}]'),
  'lists in lists': Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'objects in objects': Buffer.from(`${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`),
  'names of the language': Buffer.from('{"__proto__":{"email":"a@b.c"},"constructor":{"prototype":{}},"toString":1}'),
  'half a character': Buffer.from('{"email":"\\ud800@b.c","company":"\\udfff"}'),
  'names without values': Buffer.from('&&=&%&%zz=%&a&email&=b'),
  'one name a thousand times': Buffer.from('email=a&'.repeat(10_000)),
  'controls and overrides': Buffer.from(
    '{"email":"a\\u0000\\u0007@b.c","company":"\\u202eevil","lastName":"\\r\\nx: y"}',
  ),
  'another shape everywhere': Buffer.from(
    '{"userDetails":[1,{"email":{}}],"leadSource":{"a":[]},"description":[[]],"email":{}}',
  ),
  XML: Buffer.from('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
}
