/** Formats a dry run for a person. */
import type { z } from 'zod'
import type { dryRunShape } from '../api/shapes/dry-run.ts'
import { oneLine } from '../lead/printable.ts'
import type { Difference } from '../operations/compare.ts'
import { formatNote } from './format-note.ts'
import { type Changes, routeDecision } from './route-changes.ts'
import { table } from './table.ts'

type Run = z.output<typeof dryRunShape>
type Outlook = Run['destinations'][number]

/** Of more routes, only those for the lead's offer are shown. */
const mostRoutes = 30

export function formatDryRun(run: Run, width: number | undefined): string {
  const { state, reason, repeat } = run
  const head = [
    `The lead would be ${state}${reason ? ` (${oneLine(reason)})` : ''}.`,
    repeat ? 'The person has asked for this offer before.' : '',
  ]
  return [
    head.filter(Boolean).join(' '),
    formatRoutes(run, width),
    ...run.destinations.map(formatDestination),
    ...formatWithheld(run),
  ]
    .filter(Boolean)
    .join('\n\n')
}

function formatRoutes({ routes }: Run, width: number | undefined): string {
  if (routes.length === 0) return ''
  const few = routes.length <= mostRoutes ? routes : routes.filter(({ unmet }) => !unmet.includes('none of its offers'))
  const rest = routes.length - few.length
  const rows = few.map((one) => [one.route, routeDecision(one)])
  const more = rest > 0 ? `\n${rest} more routes are for other offers.` : ''
  return table([{ title: 'ROUTE', whole: true }, { title: 'RESULT' }], rows, width) + more
}

function formatDestination(one: Outlook): string {
  const also = one.alsoBy.length > 0 ? `, not by ${one.alsoBy.join(', ')}: the first route's mapping counts` : ''
  const lines = [
    `${one.destination} (${one.connector}), by ${one.route}${also}`,
    ...(one.already ? [`this destination has the lead already (${one.already}): nothing would be sent`] : []),
    ...(one.handling.length > 0 ? [`handled: ${one.handling.join(', ')}`] : []),
    ...(one.refused ? [`would be ${one.refused.class}: ${one.refused.message} [${one.refused.code}]`] : []),
    ...requestLines(one),
    ...one.notes.map((note) => `note: ${formatNote(note)}`),
  ]
  return lines.map(oneLine).join('\n  ')
}

function requestLines({ request, fields, refused }: Outlook): string[] {
  if (refused) return []
  if (!request) return Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body, null, 2)
  return [`${request.method} ${request.to}`, ...headers, ...body.split('\n')]
}

function formatWithheld({ withheld }: Run): string[] {
  return withheld.map(({ destination, route, why }) =>
    oneLine(`${destination} would not get the lead from ${route}: ${why}`),
  )
}

export function formatChanges(file: string, { routes, destinations }: Changes): string {
  if (routes.length === 0 && destinations.length === 0) return `Nothing would be different under ${file}.`
  const byRoute = routes.map(({ route, before, after }) =>
    oneLine(`  ${route}: ${before || '(none)'} → ${after || '(gone)'}`),
  )
  return [
    ...(byRoute.length > 0 ? ['Routes:', ...byRoute] : ['Routes: no difference.']),
    ...(destinations.length > 0
      ? ['Destinations:', ...destinations.map(formatDifference)]
      : ['Destinations: no difference.']),
  ].join('\n')
}

export function formatDifference(difference: Difference): string {
  return oneLine(differenceLine(difference))
}

function differenceLine({ destination, what, before, after }: Difference): string {
  const where = destination || 'the lead'
  switch (what) {
    case 'added':
      return `  + ${where}, ${after}`
    case 'gone':
      return `  - ${where}, ${before}`
    case 'fields':
      return `  ~ ${where}: other values in ${after}`
    default:
      return `  ~ ${where}: ${what} ${before || '(none)'} → ${after || '(none)'}`
  }
}
