/** Finds texts in a request that PostgreSQL cannot store. */

export interface BadText {
  path: string
  message: string
}

/** @param except top-level keys whose texts may hold any character, because their reader cleans them. */
export function badTexts(given: Readonly<Record<string, unknown>>, except: readonly string[] = []): BadText[] {
  return Object.entries(given).flatMap(([key, value]) => (except.includes(key) ? [] : badIn(value, key)))
}

function badIn(value: unknown, path: string): BadText[] {
  if (typeof value === 'string') {
    if (value.includes('\0')) return [{ path, message: 'must not hold a NUL character' }]
    return value.isWellFormed() ? [] : [{ path, message: 'must not hold half a character (a lone surrogate)' }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, held]) => badIn(held, `${path}.${key}`))
}
