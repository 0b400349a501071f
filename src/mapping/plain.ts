/** Renders templates that only insert properties, as almost all do, because LiquidJS takes several times as long. */
import { leadPaths } from '../lead/properties.ts'

const output = /\{\{\s*([a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*)\s*\}\}/g

/** Properties that LiquidJS computes for any text or list. */
const computed = ['size', 'length', 'first', 'last']

const properties = new Set(leadPaths.map((path) => path.split('.')[0]))

export interface Plain {
  /** `undefined` for values that only LiquidJS can write. */
  render(lead: object): string | undefined
  reads: readonly string[]
}

/** `undefined` when the template holds more than texts and properties of the lead. */
export function compilePlain(template: string): Plain | undefined {
  const parts = template.split(output)
  const texts = parts.filter((_, at) => at % 2 === 0)
  if (texts.some((text) => /\{([{%]|$)/.test(text))) return undefined
  const paths = parts.filter((_, at) => at % 2 === 1).map((path) => path.split('.'))
  if (!paths.every(isPlain)) return undefined
  return { render, reads: parts.filter((_, at) => at % 2 === 1) }

  function render(lead: object): string | undefined {
    let made = texts[0] ?? ''
    for (const [at, path] of paths.entries()) {
      const value = read(lead, path)
      if (value === undefined) return undefined
      made += value + texts[at + 1]
    }
    return made
  }
}

function isPlain(path: readonly string[]): boolean {
  return properties.has(path[0] ?? '') && !path.some((key) => computed.includes(key))
}

/** `undefined` for lists and objects, which only LiquidJS can write. */
function read(lead: object, path: readonly string[]): string | undefined {
  let at: unknown = lead
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return ''
    at = (at as Record<string, unknown>)[key]
  }
  if (typeof at === 'string') return at
  if (at === undefined || at === null) return ''
  return typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined
}
