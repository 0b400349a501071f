import { z } from 'zod'

/** A query string as the JSON its schema describes: lists split, numbers and yes/no read. What is wrong stays text. */
export function readQuery(search: string, schema: z.ZodObject): Record<string, unknown> {
  const parameters = new URLSearchParams(search)
  const keys = [...new Set(parameters.keys())]
  // Not one assignment after the other: `__proto__` would be taken for the object's prototype, and be seen by nothing.
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

/** The schema without its `optional()` and `default()`. */
function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? bare(schema.unwrap()) : schema
}
