import { z } from 'zod'
import { type Checked, checkNow, hold, pause, release, resume } from '../operations/destination.ts'
import { planRelease } from '../operations/release-many.ts'
import { sendTestLead } from '../operations/test-lead.ts'
import { problemOf } from './catalogue.ts'
import { describe, destinationParams, requireDestination } from './destinations.ts'
import { endpoint } from './endpoint.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { sightOf } from './privacy.ts'
import { conflict } from './refusal.ts'
import { asRelease } from './releases.ts'
import { asTrouble, checkShape, destinationDetailShape, testLeadShape } from './shapes/destination.ts'

const { dryRun: _, ...shownBefore } = preview
const common = { role: 'operator', params: destinationParams } as const

export const destinationActionEndpoints = [
  endpoint({
    ...common,
    method: 'put',
    path: '/destinations/{id}/hold',
    summary: 'Hold a destination; its leads wait until an operator releases it',
    body: z.strictObject({ reason: z.string().trim().min(1).max(500).meta({ description: 'Shown to operators.' }) }),
    answer: destinationDetailShape,
    async handle({ params: { id }, body: { reason }, actor, role, unchanged }, api) {
      await requireDestination(api, id)
      await hold(api.delivery, { actor, destination: id, unchanged }, reason)
      return describe(api, await requireDestination(api, id), role)
    },
  }),
  endpoint({
    ...common,
    method: 'delete',
    path: '/destinations/{id}/hold',
    summary: 'Release a destination that is held or resting; its leads go, in the order they came',
    query: z.strictObject(shownBefore),
    answer: destinationDetailShape,
    refusals: { 409: `It is paused. With \`expected\`: ${figuresChanged}` },
    async handle({ params: { id }, query, actor, role, unchanged }, api) {
      await requireDestination(api, id)
      if (query.expected !== undefined || query.asOf !== undefined) {
        await previewed(query, (marker) => planRelease(api.delivery, [id], marker), asRelease)
      }
      const was = await release(api.delivery, { actor, destination: id, unchanged })
      const now = await requireDestination(api, id)
      if (!was && now.state === 'paused') throw conflict(`${id} is paused, not held: resume it (DELETE …/pause).`)
      return describe(api, now, role)
    },
  }),
  endpoint({
    ...common,
    method: 'put',
    path: '/destinations/{id}/pause',
    summary: 'Pause a destination; its leads stay in line',
    answer: destinationDetailShape,
    async handle({ params: { id }, actor, role, unchanged }, api) {
      await requireDestination(api, id)
      await pause(api.delivery, { actor, destination: id, unchanged })
      return describe(api, await requireDestination(api, id), role)
    },
  }),
  endpoint({
    ...common,
    method: 'delete',
    path: '/destinations/{id}/pause',
    summary: 'Resume a paused destination',
    answer: destinationDetailShape,
    refusals: { 409: 'It is held' },
    async handle({ params: { id }, actor, role, unchanged }, api) {
      await requireDestination(api, id)
      const was = await resume(api.delivery, { actor, destination: id, unchanged })
      const now = await requireDestination(api, id)
      if (!was && now.state === 'held') throw conflict(`${id} is held, not paused: release it (DELETE …/hold).`)
      return describe(api, now, role)
    },
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/destinations/{id}/checks',
    summary: 'Ask the far end, without writing, whether address, credentials and permissions are right',
    answer: checkShape,
    refusals: { 409: 'It is not in the configuration' },
    async handle({ params: { id }, actor, role }, api) {
      await requireDestination(api, id)
      const opened = api.delivery.plan().destinations.get(id)
      if (!opened) throw conflict(`${id} is not in the configuration any more; there is nothing to check.`)
      const { ok, trouble, doubts, next } = await checkNow(api.delivery, { actor, destination: id }, opened)
      return {
        ok: ok ?? null,
        trouble: trouble ? asTrouble(trouble, problemOf(api.config(), id, trouble.problem), sightOf(role)) : null,
        doubts: [...doubts],
        detail: ok === undefined ? 'This kind of destination cannot be checked without sending a lead.' : words[next],
      }
    },
  }),
  endpoint({
    ...common,
    method: 'post',
    path: '/destinations/{id}/test-leads',
    summary: 'Send a test lead (MSFT_TEST_…) by the real path to this destination alone',
    answer: testLeadShape,
    refusals: { 409: 'It is not in the configuration' },
    async handle({ params: { id }, actor }, api) {
      await requireDestination(api, id)
      if (!api.delivery.plan().destinations.has(id)) throw conflict(`${id} is not in the configuration any more.`)
      return sendTestLead(api.delivery, { actor, destination: id })
    },
  }),
]

const words: Readonly<Record<Checked['next'], string>> = {
  nothing: 'Nothing changes for its leads.',
  probe: 'One waiting lead is sent now; when it arrives, the destination opens and the others follow.',
  'held-by-operator': 'An operator holds it: release it when it should go on.',
  paused: 'An operator paused it: resume it when it should go on.',
}
