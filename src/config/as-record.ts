/** What was parsed, as far as it has the shape looked for. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
