import { z } from 'zod'
import { tryDeliveries } from '../operations/dry-run-deliveries.ts'
import { endpoint } from './endpoint.ts'
import { deliveryFilter } from './filters.ts'
import { asTried, triedShape } from './shapes/tried.ts'

export const deliveryDryRunEndpoints = [
  endpoint({
    method: 'post',
    path: '/dry-runs/deliveries',
    summary: "Try today's mapping on the deliveries that a replay with this filter would send. Sends nothing",
    role: 'operator',
    body: z.strictObject({
      ...deliveryFilter,
      limit: z.int().min(1).max(500).default(500).meta({ description: 'Tried at most, the newest first.' }),
    }),
    answer: triedShape,
    handle: async ({ body: { limit, ...filter } }, { delivery }) =>
      asTried(await tryDeliveries(delivery, filter, limit), delivery.plan().configVersion),
  }),
]
