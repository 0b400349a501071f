/** The preview of an act on many deliveries. */
import { formatCount, plural } from './format.ts'
import { table } from './table.ts'
import type { Terminal } from './terminal.ts'

interface Group {
  destination: string
  state: string
  count: number
}

export interface Preview {
  total: number
  asOf: string
  taken: readonly Group[]
  leftOut: readonly (Group & { capped?: true | undefined; why: string })[]
}

const columns = [{ title: 'COUNT' }, { title: 'DESTINATION' }, { title: 'STATE', whole: true }]

/**
 * @param act `to cancel`
 * @param none the sentence for no delivery
 * @param more lines after the groups that are taken
 */
export function formatPreview(
  { width }: Terminal,
  { total, taken, leftOut }: Preview,
  { act, none, more = [] }: { act: string; none: string; more?: readonly string[] },
): string {
  const cells = (one: Preview['taken' | 'leftOut'][number]) => [formatCount(one), one.destination, one.state]
  const groups = `${plural(total, 'delivery', 'deliveries')} ${act}:\n${table(columns, taken.map(cells), width)}`
  const first = total === 0 ? none : [groups, ...more].join('\n')
  const others = leftOut.map((one) => [...cells(one), one.why])
  const second = others.length > 0 ? `Left out:\n${table([...columns, { title: 'WHY' }], others, width)}` : ''
  return [first, second].filter(Boolean).join('\n\n')
}

/** The figures of a preview, which the act sends back. */
export function shown({ total, asOf }: Pick<Preview, 'total' | 'asOf'>): { expected: number; asOf: string } {
  return { expected: total, asOf }
}
