/** The templates of messages. Variables are data of the hub; in the HTML part every value is escaped. */
import { Liquid } from 'liquidjs'
import { escapeHtml } from './escape.ts'
import { describeDuration, describeTime } from './times.ts'

function engine(html: boolean): Liquid {
  const one = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    // The templates are text in this folder: nothing is read from disk.
    templates: {},
    greedy: false,
    ...(html ? { outputEscape: (value: unknown) => escapeHtml(String(value ?? '')) } : {}),
  })
  one.registerFilter('count', (count: unknown, singular: string, plural = `${singular}s`) => {
    const n = Number(count ?? 0)
    return `${n > mostExact ? `more than ${mostExact}` : n} ${n === 1 ? singular : plural}`
  })
  one.registerFilter('duration', (ms: unknown) => describeDuration(Number(ms)))
  one.registerFilter('time', function (this: { context: { getSync(path: string[]): unknown } }, at: unknown) {
    return at ? describeTime(new Date(String(at)), String(this.context.getSync(['zone']) ?? 'UTC')) : ''
  })
  return one
}

/** The ledger counts no further. */
const mostExact = 10_000

const engines = { text: engine(false), html: engine(true) }

/** @throws Error when the template is wrong, which its tests show */
export function render(template: string, variables: object, kind: 'text' | 'html' = 'text'): string {
  return String(engines[kind].parseAndRenderSync(template, variables))
}
