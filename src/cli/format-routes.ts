import { oneLine } from '../lead/printable.ts'
import { plural } from './format.ts'
import { formatDifference } from './format-route.ts'
import type { Many, Totals } from './route-totals.ts'
import { table } from './table.ts'

const groups = ['states', 'routes', 'destinations', 'refused', 'cut'] as const
const titles = { states: 'lead', routes: 'route', destinations: 'destination', refused: 'refused', cut: 'cut' } as const

export function formatTotals(found: Many, file: string | undefined, width: number | undefined): string {
  const { leads, today, proposed, changed, examples } = found
  if (leads === 0) return 'No leads.'
  const columns = [{ title: '' }, { title: 'WHAT' }, { title: 'TODAY' }, ...(proposed ? [{ title: 'PROPOSED' }] : [])]
  const rows = groups.flatMap((group) =>
    namesIn(group, today, proposed).map((name) => [
      titles[group],
      name,
      String(today[group][name] ?? 0),
      ...(proposed ? [String(proposed[group][name] ?? 0)] : []),
    ]),
  )
  const shown = examples.map(({ id, offer, differences }) =>
    [oneLine(`${id} ${offer}`), ...differences.map(formatDifference)].join('\n'),
  )
  const rest =
    changed > examples.length ? [`… and ${plural(changed - examples.length, 'lead')} more (--json has the counts)`] : []
  const changes = proposed
    ? [`${plural(changed, 'lead')} of ${leads} would be treated differently under ${file}.`, ...shown, ...rest]
    : []
  return [`${plural(leads, 'lead')}.`, table(columns, rows, width), ...changes].join('\n\n')
}

function namesIn(group: keyof Totals, today: Totals, proposed: Totals | undefined): string[] {
  return [...new Set([...Object.keys(today[group]), ...Object.keys(proposed?.[group] ?? {})])].sort()
}
