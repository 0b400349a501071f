/** The operator's templates over the lead. */
import type { Template as Parsed } from 'liquidjs'
import type { Lead } from '../lead/lead.ts'
import { openLiquid } from '../liquid.ts'
import { compilePlain } from './plain.ts'

const engine = openLiquid()

// Counters would be stored in the lead itself. The configuration refuses these tags.
for (const tag of ['increment', 'decrement']) delete engine.tags[tag]

/** The names that a template may write after a `|`. */
export const filterNames: readonly string[] = Object.keys(engine.filters)

/** The name of an unknown filter. @param message the message of compileTemplate's error */
export function missingFilter(message: string): string | undefined {
  return /^undefined filter: ([^\s,]+)/.exec(message)?.[1]
}

export interface Template {
  /** @throws Error when a filter fails on this lead; the message holds no lead data. */
  render(lead: Lead): string
  /** The lead's properties that the template reads: `person.email`. */
  readonly reads: readonly string[]
}

/** Many routes and every reload use the same texts. A full cache is emptied. */
const cacheSize = 10_000
const cache = new Map<string, Template>()

/** @throws Error with position and reason; unknown filters are refused here. */
export function compileTemplate(text: string): Template {
  const cached = cache.get(text)
  if (cached) return cached
  const template = compiled(text)
  if (cache.size >= cacheSize) cache.clear()
  cache.set(text, template)
  return template
}

function compiled(text: string): Template {
  const plain = compilePlain(text)
  if (plain) {
    return { reads: plain.reads, render: (lead) => plain.render(lead) ?? String(engine.parseAndRenderSync(text, lead)) }
  }
  const parsed = engine.parse(text)
  return { reads: readsOf(parsed), render: (lead) => String(engine.renderSync(parsed, lead)) }
}

function readsOf(parsed: Parsed[]): string[] {
  return engine
    .globalVariableSegmentsSync(parsed)
    .map((path) => path.filter((part) => typeof part === 'string').join('.'))
}
