import type { z } from 'zod'
import type { deliveryDetailShape } from '../api/shapes/delivery.ts'
import { oneLine } from '../lead/printable.ts'
import type { LeadDetail } from './await-deliveries.ts'
import { explained, many, outcomeOf, when } from './format.ts'
import { noteText } from './format-note.ts'
import { table } from './table.ts'

export function leadWords(lead: LeadDetail, width: number | undefined): string {
  const facts = [
    ['Lead', lead.id],
    ['State', [lead.state, lead.test && 'test', lead.reason].filter(Boolean).join(', ')],
    ['Received', `${when(lead.receivedAt)} by ${lead.source}`],
    ['Offer', lead.offer],
    ['Repeat of', lead.repeatOf ?? ''],
    ['Same key as', lead.sameKeyAs ? `${lead.sameKeyAs} (other content under the same Idempotency-Key)` : ''],
    ...leaves(lead.lead ?? {}, said),
  ]
  const deliveries = table(
    [
      { title: 'DELIVERY', whole: true },
      { title: 'DESTINATION' },
      { title: 'STATE', whole: true },
      { title: 'ATTEMPTS' },
      { title: 'RECEIPT OR REASON' },
    ],
    lead.deliveries.map((one) => [one.id, one.destination, one.state, String(one.attemptCount), outcomeOf(one)]),
    width,
  )
  const raw = lead.raw
    ? `Body as it came (${lead.contentType || 'no content type'}, ${lead.raw.encoding}):\n${below(lead.raw.body, 2)}`
    : ''
  const parts = [
    list(facts),
    lead.deliveries.length > 0 ? deliveries : 'No deliveries.',
    journeyWords(lead, width),
    raw,
  ]
  return parts.filter(Boolean).join('\n\n')
}

/** What the person did for the offer, in order; nothing when it was this lead alone. */
function journeyWords({ id, journey }: LeadDetail, width: number | undefined): string {
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

export function deliveryWords(one: z.output<typeof deliveryDetailShape>, width: number | undefined): string {
  const facts = [
    ['Delivery', one.id],
    ['Lead', one.leadId],
    ['Destination', `${one.destination} (${one.destinationState}), by the route ${one.route}`],
    ['Offer', one.offer],
    ['State', one.state],
    ['Receipt', one.receipt ? outcomeOf(one) : 'none'],
    ['Link', one.receipt?.link ?? ''],
    ['Next attempt', when(one.nextAttemptAt)],
    ['Sent again', one.replays > 0 ? `${many(one.replays, 'time')} by an operator` : ''],
    ['Doubled', one.doubled ? 'several attempts brought a receipt: compare the records below and keep one record' : ''],
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
      [attempt.message, ...attempt.notes.map(noteText)].filter(Boolean).join('; '),
    ]),
    width,
  )
  const problem = one.problem && one.state !== 'delivered' ? explained(one.problem) : ''
  return [list(facts), one.attempts.length > 0 ? attempts : 'No attempt yet.', problem].filter(Boolean).join('\n\n')
}

/** The same of a lead that is in no hub. */
export function leadLeaves(lead: object): string {
  return list(leaves(lead, []))
}

/** The lead's own words: what is blank, or said elsewhere, is left out. */
function leaves(value: object, elsewhere: readonly string[], path = ''): string[][] {
  return Object.entries(value).flatMap(([key, held]: [string, unknown]) => {
    const name = path ? `${path}.${key}` : key
    if (typeof held === 'object' && held !== null) return leaves(held, elsewhere, name)
    return held === '' || elsewhere.includes(name) ? [] : [[name, String(held)]]
  })
}

const said = ['id', 'received', 'test', 'source.endpoint', 'offer.id']

function list(facts: readonly (readonly string[])[]): string {
  const given = facts.filter(([, value]) => value).map(([name = '', value = '']) => [oneLine(name), value] as const)
  const wide = Math.max(...given.map(([name]) => name.length))
  return given.map(([name, value]) => `${name.padEnd(wide)}  ${below(value, wide + 2).trimStart()}`).join('\n')
}

/** Each line so far to the right: none of a value looks like a line of ours. */
function below(text: string, by: number): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => ' '.repeat(by) + line)
    .join('\n')
}
