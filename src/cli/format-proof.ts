/** Formats the daily proof for a person. */
import type { Answer } from '../client/operations.ts'
import { plural, when } from './format.ts'
import { table } from './table.ts'

type Found = Answer<'get /reconciliations'>
type Detail = Answer<'get /reconciliations/{day}/{destination}'>
type Row = Found['items'][number]
type Day = Found['days'][number]
type NotAsked = Found['unasked'][number]

export function formatDays({ days, items, unasked }: Found, width: number | undefined): string {
  if (days.length === 0) return 'No day was proved in this time. leadyard prove proves yesterday.'
  const parts = days.map((day) => {
    const rows = items.filter((row) => row.day === day.day)
    return [formatHead(day), rows.length > 0 && formatRows(rows, width), ...reasons(unasked, day.day)]
  })
  return parts.map((part) => part.filter(Boolean).join('\n')).join('\n\n')
}

export function formatDay({ day, items, unasked, missing }: Detail, width: number | undefined): string {
  const list = table(
    [
      { title: 'MISSING DELIVERY', whole: true },
      { title: 'LEAD', whole: true },
      { title: 'REFERENCE' },
      { title: 'DELIVERED', whole: true },
    ],
    missing.map(({ delivery, lead, reference, deliveredAt }) => [delivery, lead, reference ?? '', when(deliveredAt)]),
    width,
  )
  return [
    formatHead(day),
    formatRows(items, width),
    ...(unasked ? reasons([unasked], day.day) : []),
    ...(missing.length > 0 ? ['', list, '', question] : []),
  ].join('\n')
}

const question =
  'Somebody may have deleted these records at the far end. If not, leadyard replay <delivery> --again sends the lead again.'

function formatHead({ day, state, accepted, leads, odd, zone }: Day): string {
  const states = Object.entries(leads).filter(([, count]) => count > 0)
  const counts = states.map(([name, count]) => `${count} ${name}`).join(', ')
  const lines = [`${day} (${zone}), ${state}: ${plural(accepted, 'lead')}${counts ? `: ${counts}` : ''}`]
  return [...lines, ...odd.map(({ lead, why }) => `  does not add up: ${lead} ${whyOdd[why]}`)].join('\n')
}

const whyOdd: Readonly<Record<Day['odd'][number]['why'], string>> = {
  'not-routed': 'was received and is not routed yet',
  'no-delivery': 'is routed, and has no delivery',
  'no-lead': 'has a delivery, and is no lead any more',
  erased: 'is erased, and is still under way',
}

function formatRows(rows: readonly Row[], width: number | undefined): string {
  const titles = [
    'DESTINATION',
    'OFFER',
    'DELIVERIES',
    'DELIVERED',
    'WAITING',
    'FAILED',
    'CANCELLED',
    'THERE',
    'MISSING',
    'UNCHECKED',
  ]
  const cells = rows.map((row) => [
    ...[row.destination, row.offer],
    ...[
      row.accepted,
      row.delivered,
      row.waiting,
      row.failed,
      row.cancelled,
      row.present,
      row.missing,
      row.unchecked,
    ].map(String),
  ])
  return table(
    titles.map((title) => ({ title })),
    cells,
    width,
  )
}

/** These reasons concern some records of the destination, not all. */
const ofRecords: ReadonlySet<NotAsked['why']> = new Set(['young', 'untold'])

function reasons(unasked: readonly NotAsked[], day: string): string[] {
  return unasked
    .filter((one) => one.day === day)
    .map(
      ({ destination, message, code, why }) =>
        `${destination}${ofRecords.has(why) ? '' : ' is unchecked'}: ${message}${code && !message.includes(code) ? ` [${code}]` : ''}`,
    )
}
