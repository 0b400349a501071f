import { z } from 'zod'
import { planSettlement, settleMany } from '../operations/settle-many.ts'
import { endpoint } from './endpoint.ts'
import { deliveryFilter } from './filters.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { Refusal } from './refusal.ts'
import { asBulk } from './shapes/bulk.ts'
import { settlementShape } from './shapes/settlement.ts'
import { outcome, reason } from './word.ts'

const { state: _state, ...filter } = deliveryFilter

export const settlementEndpoints = [
  endpoint({
    method: 'post',
    path: '/settlements',
    summary: 'Settle all uncertain deliveries that a filter means, by the word of a person who looked there',
    role: 'operator',
    body: z.strictObject({ ...filter, ...preview, outcome: outcome.optional(), reason: reason.optional() }),
    answer: settlementShape,
    refusals: { 409: figuresChanged },
    async handle({ body, actor }, { delivery }) {
      const { dryRun, expected, asOf, outcome: found, reason: why, ...meant } = body
      if (Object.keys(meant).length === 0) throw missing(noFilter)
      if (!dryRun && (!found || !why)) throw missing(noWord)
      const shown = { dryRun, expected, asOf }
      const plan = await previewed(shown, (marker) => planSettlement(delivery, meant, marker), asBulk)
      const word = found && why ? { outcome: found, reason: why } : undefined
      const settled = dryRun || !word ? 0 : await settleMany(delivery, actor, plan, word)
      return { dryRun, ...asBulk(plan), settled }
    },
  }),
]

const noFilter = 'Say which deliveries to settle: by destination, or any other filter of the list.'
const noWord = 'Say what you found (outcome: arrived or absent), and how you know (reason).'

function missing(detail: string): Refusal {
  return new Refusal({ status: 400, title: 'Bad Request', detail })
}
