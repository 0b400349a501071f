/** Templates of our own that make HTML: every value is escaped. */
import { Liquid } from 'liquidjs'

const engine = new Liquid({
  outputEscape: 'escape',
  strictFilters: true,
  ownPropertyOnly: true,
  cache: false,
  // Templates are text in the code: nothing is read from disk.
  templates: {},
})

/** @throws Error with position and reason when the template is wrong. */
export function compileHtml(text: string): (values: object) => string {
  const parsed = engine.parse(text)
  return (values) => String(engine.renderSync(parsed, values))
}
