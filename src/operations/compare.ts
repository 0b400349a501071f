/** Compares what two configurations would do with a lead. */
import { isDeepStrictEqual } from 'node:util'
import type { DryRun, Outlook } from './dry-run.ts'

/** One line of a comparison: `crm-eu`, `route`, `dach`, `all`. */
export interface Difference {
  /** The destination; blank if the lead's state differs. */
  destination: string
  what: 'state' | 'added' | 'gone' | 'route' | 'handling' | 'fields' | 'refused'
  before: string
  after: string
}

type Compared = Pick<Outlook, 'destination' | 'route' | 'handling' | 'fields' | 'refused'>

interface Run {
  state: DryRun['state']
  destinations: readonly Compared[]
}

export function differences(before: Run, after: Run): Difference[] {
  const old = new Map(before.destinations.map((one) => [one.destination, one]))
  const now = new Map(after.destinations.map((one) => [one.destination, one]))
  const state = { destination: '', what: 'state', before: before.state, after: after.state } as const
  return [
    ...(before.state === after.state ? [] : [state]),
    ...[...now.values()].flatMap((one) => {
      const was = old.get(one.destination)
      return was ? between(was, one) : [{ ...about(one), what: 'added' as const, before: '', after: `by ${one.route}` }]
    }),
    ...[...old.values()]
      .filter(({ destination }) => !now.has(destination))
      .map((one) => ({ ...about(one), what: 'gone' as const, before: `by ${one.route}`, after: '' })),
  ]
}

function about({ destination }: Compared) {
  return { destination }
}

function between(was: Compared, is: Compared): Difference[] {
  const changed = (what: Difference['what'], before: string, after: string): Difference[] =>
    before === after ? [] : [{ ...about(is), what, before, after }]
  const names = [...new Set([...Object.keys(was.fields), ...Object.keys(is.fields)])]
  // Only the names of the fields, because the values are lead data.
  const changedNames = names.filter((name) => was.fields[name] !== is.fields[name])
  return [
    ...changed('route', was.route, is.route),
    ...changed('handling', was.handling.join(', '), is.handling.join(', ')),
    ...changed('refused', was.refused?.message ?? '', is.refused?.message ?? ''),
    ...(was.refused || is.refused || isDeepStrictEqual(was.fields, is.fields)
      ? []
      : changed('fields', '', changedNames.join(', '))),
  ]
}
