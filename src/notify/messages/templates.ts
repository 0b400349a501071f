/** The templates of the words of alerts. Variables are data of the hub; the HTML part escapes what they make. */
import { Liquid, type Template } from 'liquidjs'
import { describeDuration, describeTime } from './times.ts'

/** The ledger counts no further. */
const mostExact = 10_000

const engine = new Liquid({
  strictFilters: true,
  ownPropertyOnly: true,
  cache: false,
  // The templates are text in the code: nothing is read from disk.
  templates: {},
})
engine.registerFilter('count', (count: unknown, singular: string, plural = `${singular}s`) => {
  const n = Number(count ?? 0)
  return `${n > mostExact ? `more than ${mostExact}` : n} ${n === 1 ? singular : plural}`
})
engine.registerFilter('duration', (ms: unknown) => describeDuration(Number(ms)))
engine.registerFilter('time', function (this: { context: { getSync(path: string[]): unknown } }, at: unknown) {
  return at ? describeTime(new Date(String(at)), String(this.context.getSync(['zone']) ?? 'UTC')) : ''
})

/** Parsed once: with the time formats, they took three quarters of `GET /alerts`. The templates are those of the code. */
const parsed = new Map<string, Template[]>()

function parsedOf(template: string): Template[] {
  const before = parsed.get(template)
  if (before) return before
  const now = engine.parse(template)
  parsed.set(template, now)
  return now
}

/** @throws Error when the template is wrong, which its tests show */
export function render(template: string, variables: object): string {
  return String(engine.renderSync(parsedOf(template), variables))
}
