import { z } from 'zod'
import { planRelease, type ReleasePlan, releaseMany } from '../operations/release-many.ts'
import { endpoint } from './endpoint.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { asBulk } from './shapes/bulk.ts'
import { releaseShape } from './shapes/release.ts'

export const releaseEndpoints = [
  endpoint({
    method: 'post',
    path: '/releases',
    summary: 'Release several destinations that are held or resting; with dryRun only say how many leads wait there',
    role: 'operator',
    body: z.strictObject({ destination: z.array(z.string().min(1).max(500)).min(1).max(100), ...preview }),
    answer: releaseShape,
    refusals: { 409: figuresChanged },
    async handle({ body: { dryRun, expected, asOf, destination }, actor }, { delivery }) {
      const shown = { dryRun, expected, asOf }
      const plan = await previewed(shown, (marker) => planRelease(delivery, destination, marker), asRelease)
      const released = dryRun ? [] : await releaseMany(delivery, actor, plan)
      return { dryRun, ...asRelease(plan), released }
    },
  }),
]

export function asRelease(plan: ReleasePlan) {
  return { ...asBulk(plan), destinations: [...plan.destinations] }
}
