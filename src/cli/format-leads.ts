import type { z } from 'zod'
import type { leadShape } from '../api/shapes/lead.ts'
import { formatCount, plural, when } from './format.ts'
import type { Newest } from './pages.ts'
import { table } from './table.ts'

type Lead = z.output<typeof leadShape>

/** Leads as a table; the leads of a search with what matched. */
export function formatLeads({ items, ...all }: Newest<Lead>, width: number | undefined): string {
  const searched = items.some(({ matched }) => matched !== undefined)
  const columns = [
    { title: 'RECEIVED', whole: true },
    { title: 'LEAD', whole: true },
    { title: 'OFFER' },
    { title: 'PERSON' },
    ...(searched ? [{ title: 'MATCHED' }] : []),
    { title: 'STATE', whole: true },
    { title: 'DELIVERIES' },
  ]
  // A file gets one line per lead; on a terminal the parts stand below each other.
  const cell = (parts: readonly (string | null)[], between: string) => {
    const given = parts.flatMap((part) => part || [])
    return width === undefined ? given.join(between) : given
  }
  const rows = items.map((lead) => [
    when(lead.receivedAt),
    lead.id,
    lead.offer,
    cell([lead.name, lead.email && `<${lead.email}>`, lead.company && `(${lead.company})`], ' '),
    ...(searched ? [cell(lead.matched ?? [], ', ')] : []),
    lead.test ? `${lead.state}, test` : lead.state,
    lead.deliveries.length > 0 ? cell(lead.deliveries.map(formatDelivery), ', ') : (lead.reason ?? ''),
  ])
  const rest =
    all.count > items.length ? `\n\n${plural(items.length, 'lead')} of ${formatCount(all)}; more with --limit` : ''
  return table(columns, rows, width) + rest
}

function formatDelivery({ destination, state }: Lead['deliveries'][number]): string {
  return `${destination}: ${state}`
}
