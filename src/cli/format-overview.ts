/** The overview at the terminal: one sentence, then what needs a person, then what passes by itself. */
import type { Answer } from '../client/operations.ts'
import { formatCount, formatProblem, plural, when } from './format.ts'

type Overview = Answer<'get /overview'>
type ToDo = Overview['first'][number]
type Recovers = Overview['recovers'][number]

export function formatOverview({ leads, tests, first, recovers, alerts, since, delivered }: Overview): string {
  const sentence =
    first.length === 0
      ? 'Nothing needs a person.'
      : `${plural(first.length, 'thing needs', 'things need')} a person, the most pressing first:`
  const parts = Object.entries(leads)
    .filter(([name, count]) => name !== 'received' && count > 0)
    .map(([name, count]) => `${count} ${name}`)
  const besides = tests > 0 ? `, and ${plural(tests, 'test lead')} besides` : ''
  const received = `${plural(leads.received, 'lead')} received since ${when(since)}`
  return [
    sentence,
    ...first.map(formatToDo),
    ...(alerts.length > 0 ? ['Further alerts:', ...alerts.map(({ headline }) => `- ${headline}`)] : []),
    ...(recovers.length > 0 ? ['By itself passes:', ...recovers.map(formatRecovers)] : []),
    `${received}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}${besides}. ${plural(delivered, 'delivery', 'deliveries')} arrived.`,
  ].join('\n')
}

function formatToDo(one: ToDo): string {
  const by = one.heldBy ? `by ${one.heldBy}` : ''
  const line = [one.kind, ...about(one), by, one.code].filter(Boolean).join(', ')
  return one.problem ? `- ${line}\n${formatProblem(one.problem, '    ', { code: one.code })}` : `- ${line}`
}

function formatRecovers(one: Recovers): string {
  const next = one.next.at ? `next ${one.next.what} at ${when(one.next.at)}` : `next ${one.next.what} at once`
  return `- ${[one.kind, ...about(one), next].join(', ')}`
}

function about({
  destination,
  source,
  channel,
  offer,
  setting,
  count,
  capped,
  tests,
  since,
  at,
}: Partial<Omit<ToDo, 'kind'>>): string[] {
  return [
    destination ?? source ?? channel ?? '',
    offer ?? '',
    setting ?? '',
    count === undefined ? '' : formatCount({ count, capped }),
    tests ? `of them ${plural(tests, 'test lead')}` : '',
    since ? `since ${when(since)}` : '',
    at ? `ends ${when(at)}` : '',
  ].filter(Boolean)
}
