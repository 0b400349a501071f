import { z } from 'zod'
import { cancelMany, planCancellation } from '../operations/cancel.ts'
import { endpoint } from './endpoint.ts'
import { deliveryFilter } from './filters.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { Refusal } from './refusal.ts'
import { asBulk } from './shapes/bulk.ts'
import { cancellationShape } from './shapes/cancellation.ts'

export const cancellationEndpoints = [
  endpoint({
    method: 'post',
    path: '/cancellations',
    summary: 'Give up all deliveries that a filter means; with dryRun only say how many',
    role: 'operator',
    body: z.strictObject({ ...deliveryFilter, ...preview }),
    answer: cancellationShape,
    refusals: { 409: figuresChanged },
    async handle({ body: { dryRun, expected, asOf, ...filter }, actor }, { delivery }) {
      if (Object.keys(filter).length === 0) throw filterMissing()
      const shown = { dryRun, expected, asOf }
      const plan = await previewed(shown, (marker) => planCancellation(delivery, filter, marker), asBulk)
      const cancelled = dryRun ? 0 : await cancelMany(delivery, actor, plan)
      return { dryRun, ...asBulk(plan), cancelled }
    },
  }),
]

function filterMissing(): Refusal {
  const detail = 'Say which deliveries to cancel: by destination, state, or any other filter of the list.'
  return new Refusal({ status: 400, title: 'Bad Request', detail })
}
