import type { z } from 'zod'
import type { erasureDetailShape, erasurePlanShape } from '../api/shapes/erasure.ts'
import { formatProblem, plural, when, withCode } from './format.ts'
import { table } from './table.ts'

type Plan = z.output<typeof erasurePlanShape>
type Detail = z.output<typeof erasureDetailShape>

/** The leads and records that would be erased. */
export function formatPlan({ leads, records }: Plan, farEnds: boolean, width?: number): string {
  if (leads.length === 0) return 'The hub has no lead of this address.'
  const columns = [{ title: 'RECEIVED', whole: true }, { title: 'LEAD', whole: true }, { title: 'OFFER' }]
  const rows = leads.map(({ receivedAt, id, offer, state }) => [when(receivedAt), id, offer, state])
  const first = `${plural(leads.length, 'lead')}:\n${table([...columns, { title: 'STATE', whole: true }], rows, width)}`
  const places = ['DESTINATION', 'REFERENCE', 'RECEIPT', 'SETTLED', 'TO BE ERASED', 'LINK'].map((title) => ({ title }))
  const what = records.map((one) => [
    one.destination,
    one.reference ?? '',
    one.outcome ?? 'may be there',
    when(one.settledAt),
    farEnds ? (one.asked ? 'by the hub' : 'by hand') : 'no',
    one.link ?? '',
  ])
  const second = records.length > 0 ? `At the far ends:\n${table(places, what, width)}` : 'No destination has a record.'
  return `${first}\n\n${second}`
}

/** The result of an erasure, and the work that is left. */
export function formatErasure({ id, leads, erased, items }: Detail, width?: number): string {
  const here = erased === leads ? plural(leads, 'lead') : `${erased} of ${plural(leads, 'lead')}`
  const lines = [`${here} erased here.`]
  const columns = [{ title: 'DESTINATION' }, { title: 'REFERENCE', whole: true }, { title: '' }, { title: 'WHY' }]
  const rows = items.map(({ destination, reference, delivery, state, code, message }) => [
    destination,
    reference ?? `delivery ${delivery}`,
    state === 'absent' ? 'was not there any more' : state.replace('-', ' '),
    message && withCode({ code, message }),
  ])
  if (rows.length > 0) lines.push('', table(columns, rows, width))
  const problems = new Map(items.flatMap((one) => (one.problem ? [[one.problem.id, one]] : [])))
  for (const { problem, code, message } of problems.values())
    if (problem) lines.push('', formatProblem(problem, '', { code, message }))
  if (items.some(({ state }) => state === 'pending')) lines.push('', 'The hub asks again by itself.')
  if (items.some(({ state }) => state === 'failed'))
    lines.push('', `When the problem is fixed, run: leadyard erase --again ${id}`)
  const byHand = items.filter(({ state }) => state === 'by-hand').length
  if (byHand > 0)
    lines.push('', `Delete the ${plural(byHand, 'record')} marked by hand yourself, because the hub cannot.`)
  return lines.join('\n')
}
