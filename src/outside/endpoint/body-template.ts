/** An operator's template of a request's body. */
import { openLiquid } from '../../liquid.ts'

const engine = openLiquid()

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
