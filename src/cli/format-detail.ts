import type { z } from 'zod'
import type { deliveryDetailShape } from '../api/shapes/delivery.ts'
import { oneLine } from '../lead/printable.ts'
import { formatOutcome, formatProblem, plural, when } from './format.ts'
import { formatNote } from './format-note.ts'
import { table } from './table.ts'
import type { LeadDetail } from './wait.ts'

export function formatLead(lead: LeadDetail, width: number | undefined): string {
  const facts = [
    ['Lead', lead.id],
    ['State', [lead.state, lead.test && 'test', lead.reason].filter(Boolean).join(', ')],
    ['Received', `${when(lead.receivedAt)} by ${lead.source}`],
    ['Offer', lead.offer],
    ['Repeat of', lead.repeatOf ?? ''],
    ['Same key as', lead.sameKeyAs ? `${lead.sameKeyAs} (other content under the same Idempotency-Key)` : ''],
    ...leaves(lead.lead ?? {}, shownElsewhere),
  ]
  const deliveries = table(
    [
      { title: 'DELIVERY', whole: true },
      { title: 'DESTINATION' },
      { title: 'STATE', whole: true },
      { title: 'ATTEMPTS' },
      { title: 'RECEIPT OR REASON' },
    ],
    lead.deliveries.map((one) => [one.id, one.destination, one.state, String(one.attemptCount), formatOutcome(one)]),
    width,
  )
  const raw = lead.raw
    ? `Body as it came (${lead.contentType || 'no content type'}, ${lead.raw.encoding}):\n${indent(lead.raw.body, 2)}`
    : ''
  const parts = [
    list(facts),
    lead.deliveries.length > 0 ? deliveries : 'No deliveries.',
    formatJourney(lead, width),
    raw,
  ]
  return parts.filter(Boolean).join('\n\n')
}

/** The person's leads for the offer, in order; blank if this lead is the only one. */
function formatJourney({ id, journey }: LeadDetail, width: number | undefined): string {
  if (journey.length < 2) return ''
  return table(
    [
      { title: 'JOURNEY', whole: true },
      { title: 'LEAD', whole: true },
      { title: 'SOURCE' },
      { title: 'ACTION' },
      { title: 'STAGE' },
      { title: 'STATE' },
    ],
    journey.map((step) => [
      when(step.receivedAt),
      step.id,
      step.source,
      step.action ?? '',
      step.stage ?? '',
      step.id === id ? `${step.state} (this lead)` : step.state,
    ]),
    width,
  )
}

export function formatDelivery(one: z.output<typeof deliveryDetailShape>, width: number | undefined): string {
  const facts = [
    ['Delivery', one.id],
    ['Lead', one.leadId],
    ['Destination', `${one.destination} (${one.destinationState}), by the route ${one.route}`],
    ['Offer', one.offer],
    ['State', one.state],
    ['Receipt', one.receipt ? formatOutcome(one) : 'none'],
    ['Link', one.receipt?.link ?? ''],
    ['Next attempt', when(one.nextAttemptAt)],
    ['Settled', one.settlement ? formatSettlement(one.settlement) : ''],
    ['Sent again', formatReplays(one)],
    ['Doubled', one.doubled ? 'a second worker sent it, too: compare the records below and keep one record' : ''],
    ['May be there', one.mayBeThere && one.state !== 'delivered' ? 'an attempt may have been applied' : ''],
    ['Configuration', one.configVersion],
  ]
  const attempts = table(
    [{ title: 'ATTEMPT' }, { title: 'AT', whole: true }, { title: 'MS' }, { title: 'RESULT' }, { title: 'MESSAGE' }],
    one.attempts.map((attempt) => [
      String(attempt.number),
      when(attempt.startedAt),
      String(attempt.tookMs),
      [attempt.outcome ?? attempt.class, attempt.reference ?? attempt.code ?? attempt.status].filter(Boolean).join(' '),
      [attempt.message, ...attempt.notes.map(formatNote)].filter(Boolean).join('; '),
    ]),
    width,
  )
  const problem = one.problem && one.state !== 'delivered' ? formatProblem(one.problem, '', one.failure ?? {}) : ''
  return [list(facts), one.attempts.length > 0 ? attempts : 'No attempt yet.', problem].filter(Boolean).join('\n\n')
}

type Detail = z.output<typeof deliveryDetailShape>

function formatSettlement({ by, how, reason }: NonNullable<Detail['settlement']>): string {
  const way = how === 'word' ? `by the word of ${by}` : `by a look-up of ${by}`
  return reason ? `${way}: ${reason}` : way
}

/** Also if each replay was taken back. */
function formatReplays({ replays, lineage }: Detail): string {
  const count = replays > 0 ? [`${plural(replays, 'time')} by an operator`] : []
  return [...count, ...lineage.map(formatReplay)].join('\n')
}

function formatReplay({ at, actor, was, replay, settlement, undoneAt }: Detail['lineage'][number]): string {
  const many = replay ? `, by the replay ${replay}` : ''
  const undone = undoneAt ? `, taken back ${when(undoneAt)}` : ''
  const settled = settlement ? `, settled ${formatSettlement(settlement)}` : ''
  return `${when(at)} by ${actor}, it was ${was}${many}${undone}${settled}`
}

/** The properties of a lead that is not stored in a hub. */
export function formatLeadFields(lead: object): string {
  return list(leaves(lead, []))
}

/** The lead's properties by path, without blank properties and those shown elsewhere. */
function leaves(value: object, elsewhere: readonly string[], path = ''): string[][] {
  return Object.entries(value).flatMap(([key, held]: [string, unknown]) => {
    const name = path ? `${path}.${key}` : key
    if (typeof held === 'object' && held !== null) return leaves(held, elsewhere, name)
    return held === '' || elsewhere.includes(name) ? [] : [[name, String(held)]]
  })
}

const shownElsewhere = ['id', 'received', 'test', 'source.endpoint', 'offer.id']

function list(facts: readonly (readonly string[])[]): string {
  const given = facts.filter(([, value]) => value).map(([name = '', value = '']) => [oneLine(name), value] as const)
  const wide = Math.max(...given.map(([name]) => name.length))
  return given.map(([name, value]) => `${name.padEnd(wide)}  ${indent(value, wide + 2).trimStart()}`).join('\n')
}

/** Indents each line, so that no line of a value looks like a line of the output. */
function indent(text: string, by: number): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => ' '.repeat(by) + line)
    .join('\n')
}
