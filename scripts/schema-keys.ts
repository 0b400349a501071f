/** Lists the keys of a zod schema by path: `routes[].when.source`, `destinations.<id>.mapping.<field>`. */
import { z } from 'zod'

export interface Key {
  path: string
  shape: Shape
  required: boolean
  /** Whether the key holds further keys. */
  group: boolean
}

/** The JSON Schema of a value, with the additions of `.meta()`. */
export interface Shape {
  type?: string
  help?: string
  secret?: boolean
  default?: unknown
  properties?: Record<string, Shape>
  additionalProperties?: Shape | boolean
  items?: Shape
  required?: string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  not?: Shape
  pattern?: string
  format?: string
}

export function keysOf(schema: z.ZodType): Key[] {
  const shape = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    // zod leaves the default out where a value is read from several types.
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod as { def: { type: string; defaultValue?: unknown } }
      if (def.type === 'default') jsonSchema.default ??= def.defaultValue as never
    },
  })
  return within(shape as Shape, '')
}

function within(shape: Shape, path: string): Key[] {
  const inside = [shape, ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])]
  return inside.flatMap((one) => [
    ...Object.entries(one.properties ?? {}).flatMap(([name, held]) =>
      keyAt(path ? `${path}.${name}` : name, held, one.required?.includes(name) ?? false),
    ),
    ...(one.items?.properties || one.items?.anyOf ? within(one.items, `${path}[]`) : []),
    ...namedIn(one, path),
  ])
}

function namedIn({ additionalProperties: named }: Shape, path: string): Key[] {
  if (typeof named !== 'object' || !(named.properties || named.anyOf || named.oneOf)) return []
  return keyAt(`${path}.<${nameOf(path)}>`, named, false)
}

/** The placeholder for the keys of a map. */
function nameOf(path: string): string {
  if (path.endsWith('mapping')) return 'field'
  if (path.endsWith('fields')) return 'path'
  return path.endsWith('when') ? 'property' : 'id'
}

function keyAt(path: string, shape: Shape, required: boolean): Key[] {
  const inner = within(shape, path)
  return [{ path, shape, required, group: inner.length > 0 }, ...inner]
}
