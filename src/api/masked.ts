import { z } from 'zod'
import { secretMeta } from '../config/literal-secrets.ts'

export const hidden = '[hidden]'

/**
 * Settings that may be shown: the secrets of the connector's schema are hidden as a whole, and the values of secrets
 * are hidden in all other texts.
 * @param cover returns the text that is shown for a secret.
 * @default `[hidden]`
 */
export function masked(
  value: unknown,
  schema: unknown,
  hide: (text: string) => string,
  cover: (secret: unknown) => unknown = () => hidden,
): unknown {
  if (value === undefined || value === null) return value
  if (isSecret(schema)) return cover(value)
  if (typeof value === 'string') return hide(value)
  if (Array.isArray(value)) return value.map((item) => masked(item, elementOf(schema), hide, cover))
  if (typeof value !== 'object') return value
  const [shape, any] = [shapeOf(schema), valueSchemaOf(schema)]
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, masked(held, shape[key] ?? any, hide, cover)]),
  )
}

/** The mark stands on the schema itself, or inside its `optional()`, `default()` or one of its variants. */
function isSecret(schema: unknown): boolean {
  if (!(schema instanceof z.ZodType)) return false
  if (secretMeta(schema)) return true
  const inner = innerOf(schema)
  return inner.some(isSecret)
}

function innerOf(schema: unknown): unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return [schema.unwrap()]
  }
  if (schema instanceof z.ZodPrefault) return [schema.unwrap()]
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out]
  return schema instanceof z.ZodUnion ? [...schema.options] : []
}

function shapeOf(schema: unknown): Record<string, unknown> {
  if (schema instanceof z.ZodObject) return schema.shape
  return Object.assign({}, ...innerOf(schema).map(shapeOf))
}

function elementOf(schema: unknown): unknown {
  if (schema instanceof z.ZodArray) return schema.element
  return innerOf(schema).map(elementOf).find(Boolean)
}

/** The schema of the values in a map whose keys are ids. */
function valueSchemaOf(schema: unknown): unknown {
  if (schema instanceof z.ZodRecord) return schema.valueType
  return innerOf(schema).map(valueSchemaOf).find(Boolean)
}
