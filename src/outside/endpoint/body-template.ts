/** An operator's template of a request's body, in LiquidJS, with limits. */
import { Liquid } from 'liquidjs'

const engine = new Liquid({
  strictFilters: true,
  ownPropertyOnly: true,
  cache: false,
  // Templates are text in config.yaml: nothing is read from disk.
  templates: {},
  parseLimit: 100_000,
  renderLimit: 1_000,
  memoryLimit: 5_000_000,
})
for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]

export interface BodyTemplate {
  /** Variables that the template reads and does not set: `subject`. */
  readonly reads: readonly string[]
  /** @throws Error when a filter fails on these values, or a limit is reached */
  render(values: object): string
}

/** @throws Error with position and reason */
export function compileBody(text: string): BodyTemplate {
  const parsed = engine.parse(text)
  const reads = engine.globalVariableSegmentsSync(parsed).map(([name]) => String(name))
  return { reads: [...new Set(reads)], render: (values) => String(engine.renderSync(parsed, values)) }
}
