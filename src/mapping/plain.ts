/** Templates that only put properties into a text, as almost all do: read without asking LiquidJS, which costs several times as much. */
import { leadPaths } from '../lead/properties.ts'

const output = /\{\{\s*([a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*)\s*\}\}/g

/** LiquidJS reads these of any text or list. */
const computed = ['size', 'length', 'first', 'last']

const properties = new Set(leadPaths.map((path) => path.split('.')[0]))

export interface Plain {
  /** `undefined` for what only LiquidJS knows how to write. */
  render(lead: object): string | undefined
  reads: readonly string[]
}

/** `undefined` when there is more in the template than texts and properties of the lead. */
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

/** `undefined` for what only LiquidJS knows how to write: lists and objects. */
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
