/** Formats for a person why a lead went where it went. */
import type { z } from 'zod'
import type { leadRoutingShape } from '../api/shapes/lead-routing.ts'
import { oneLine } from '../lead/printable.ts'
import { table } from './table.ts'

type Routing = z.output<typeof leadRoutingShape>
type Explained = Routing['today']

export function formatWhy({ deliveries, whenRouted, today }: Routing, width: number | undefined): string {
  const states = new Map(deliveries.map(({ destination, state }) => [destination, state]))
  return [formatThen(whenRouted, states, width), formatToday(whenRouted, today)].join('\n\n')
}

function formatThen(then: Explained, states: ReadonlyMap<string, string>, width: number | undefined): string {
  const head = headOf('By the configuration that routed it', then)
  // Deliveries that no routing made, such as those of a test lead for one destination.
  const others = [...states.keys()].filter((id) => !then.destinations.some(({ destination }) => destination === id))
  const rows = [
    ...then.destinations.map(({ destination, sent, why }) => [
      destination,
      states.get(destination) ?? (sent ? 'no delivery' : 'not sent'),
      why,
    ]),
    ...others.map((destination) => [destination, states.get(destination) ?? '', '']),
  ]
  if (rows.length === 0) return head
  return `${head}\n\n${table([{ title: 'DESTINATION' }, { title: 'STATE', whole: true }, { title: 'WHY' }], rows, width)}`
}

function formatToday(then: Explained, today: Explained): string {
  if (today.configVersion !== null && today.configVersion === then.configVersion && today.unknown === null) {
    return 'The same configuration is in force today.'
  }
  const before = new Map(then.destinations.map((one) => [one.destination, one]))
  const differing = today.destinations.filter(({ destination, sent, why }) => {
    const was = before.get(destination)
    return (was?.sent ?? false) !== sent || (sent && was?.why !== why)
  })
  const head = headOf('By today’s configuration', today)
  if (today.unknown !== null) return head
  if (then.unknown === null && differing.length === 0) return `${head} It would go to the same destinations.`
  const shown = then.unknown === null ? differing : today.destinations
  return [
    head,
    ...shown.map(({ destination, sent, why }) => oneLine(`  ${sent ? '+' : '-'} ${destination}: ${why}`)),
  ].join('\n')
}

function headOf(which: string, { configVersion, unknown, state, reason }: Explained): string {
  const version = configVersion === null ? '' : ` (${configVersion})`
  const said = unknown ?? `the lead is ${state}${reason ? `: ${reason}` : ''}.`
  return oneLine(`${which}${version}: ${said}`)
}
