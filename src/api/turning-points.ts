/** When a destination stopped taking leads: between the two attempts lies what a person changed. */
import { z } from 'zod'
import { turningPointOf } from '../ledger/reads/turning-point.ts'
import { destinationParams, requireDestination } from './destinations.ts'
import { endpoint } from './endpoint.ts'
import { named, time } from './shapes/named.ts'

const tried = z.object({ at: time, configVersion: z.string() })

export const turningPointEndpoints = [
  endpoint({
    method: 'get',
    path: '/destinations/{id}/turning-point',
    summary: 'The last attempt that brought a receipt and the first failed one after it, each with its configuration',
    role: 'viewer',
    params: destinationParams,
    answer: named(
      'TurningPoint',
      z.object({
        lastDelivered: tried.nullable().meta({ description: 'null: none of the newest 10,000 attempts.' }),
        firstFailed: tried.nullable().meta({ description: 'null: no attempt failed since.' }),
      }),
    ),
    async handle({ params: { id } }, api) {
      await requireDestination(api, id)
      const point = await turningPointOf(api.delivery.db, id)
      return { lastDelivered: asTried(point?.lastDelivered), firstFailed: asTried(point?.firstFailed) }
    },
  }),
]

function asTried(one: { at: Date; configVersion: string } | undefined) {
  return one ? { at: one.at.toISOString(), configVersion: one.configVersion } : null
}
