/** Values as senders write them: keys in any casing, objects as text, numbers for texts. */
import { clean } from './text.ts'

/** Blank for what is no text: null, a list, an object. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return clean(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** Of the same key in two casings the one that says something counts. */
export function lowerKeys(object: object): Record<string, unknown> {
  const said = (value: unknown) => value !== null && value !== ''
  const entries = Object.entries(object).sort(([, a], [, b]) => Number(said(a)) - Number(said(b)))
  return Object.fromEntries(entries.map(([key, value]) => [key.toLowerCase(), value]))
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object, or one written as JSON text (the table's CustomerInfo column). */
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
