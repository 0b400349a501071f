import { z } from 'zod'

/** Converts a query string to the JSON of its schema: lists, numbers and booleans. A wrong value stays text. */
export function readQuery(search: string, schema: z.ZodObject): Record<string, unknown> {
  const parameters = new URLSearchParams(search)
  const keys = [...new Set(parameters.keys())]
  // Object.fromEntries, because an assignment to `__proto__` would set the prototype, and no check would see the key.
  return Object.fromEntries(keys.map((key) => [key, readValue(parameters.getAll(key), bare(schema.shape[key]))]))
}

function readValue(values: string[], type: unknown): unknown {
  return type instanceof z.ZodArray ? values.flatMap(parts) : asType(values.at(-1) ?? '', type)
}

function parts(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function asType(value: string, type: unknown): unknown {
  if (type instanceof z.ZodNumber && /^-?\d+$/.test(value)) return Number(value)
  if (type instanceof z.ZodBoolean && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

/** The schema without `optional()` and `default()`. */
function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? bare(schema.unwrap()) : schema
}
