/** Reads values in the forms of senders: keys in any casing, objects as text, numbers as texts. */
import { clean } from './text.ts'

/** Blank for null, a list or an object. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return clean(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** If a key stands in two casings, the value that is not blank counts, and of two such values the last. */
export function lowerKeys(object: object): Record<string, unknown> {
  const lower: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(object)) {
    const name = key.toLowerCase()
    if (isGiven(value) || !(name in lower)) lower[name] = value
  }
  return lower
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== ''
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object, or an object as JSON text (the table's CustomerInfo column). */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  if (isObject(value)) return value
  if (typeof value !== 'string' || !/^\s*\{.*\}\s*$/s.test(value)) return undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
