import { z } from 'zod'
import type { FilterCount } from '../ledger/reads/filter-counts.ts'
import { cancelMany, planCancellation } from '../operations/cancel.ts'
import { endpoint } from './endpoint.ts'
import { deliveryFilter } from './filters.ts'
import { Refusal } from './refusal.ts'
import { cancellationShape } from './shapes/cancellation.ts'

export const cancellationEndpoints = [
  endpoint({
    method: 'post',
    path: '/cancellations',
    summary: 'Give up all deliveries that a filter means; with dryRun only say how many',
    role: 'operator',
    body: z.strictObject({ ...deliveryFilter, dryRun: z.boolean().default(false) }),
    answer: cancellationShape,
    async handle({ body: { dryRun, ...filter }, actor }, { delivery }) {
      if (Object.keys(filter).length === 0) throw filterMissing()
      const plan = await planCancellation(delivery, filter)
      const { total, taken, leftOut } = plan
      const cancelled = dryRun ? 0 : await cancelMany(delivery, actor, plan)
      return {
        ...{ dryRun, total, cancelled },
        taken: taken.map(asGroup),
        leftOut: leftOut.map(({ why, ...group }) => ({ ...asGroup(group), why })),
      }
    },
  }),
]

function asGroup({ destination, state, count, capped }: FilterCount) {
  return { destination, state, count, ...(capped ? { capped } : {}) }
}

function filterMissing(): Refusal {
  const detail = 'Say which deliveries to cancel: by destination, state, or any other filter of the list.'
  return new Refusal({ status: 400, title: 'Bad Request', detail })
}
