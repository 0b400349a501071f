import { z } from 'zod'
import { approve, NotWaiting } from '../operations/approve.ts'
import { type ApprovalPlan, approveMany, planApproval } from '../operations/approve-many.ts'
import { endpoint } from './endpoint.ts'
import { leadFilter } from './filters.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { absent, conflict } from './refusal.ts'
import { approvalShape, approvalsShape } from './shapes/approval.ts'

const filter = {
  ...leadFilter,
  awaitingApproval: z
    .literal(true)
    .optional()
    .meta({ description: 'They all wait for approval, so it changes nothing.' }),
}

export const approvalEndpoints = [
  endpoint({
    method: 'post',
    path: '/leads/{id}/approvals',
    summary: 'Let a lead go that waits for approval (`education: approve`)',
    role: 'operator',
    params: z.strictObject({ id: z.uuid() }),
    answer: approvalShape,
    status: 202,
    refusals: { 409: 'It does not wait for approval' },
    isDone: ({ before }) => before,
    async handle({ params: { id }, actor }, { delivery }) {
      const done = await approve(delivery, actor, id).catch((error: unknown) => {
        throw error instanceof NotWaiting ? conflict(whyNot(error)) : error
      })
      if (!done) throw absent('No lead has this id, or it holds none any more.')
      return { lead: id, approved: true as const, before: done.before }
    },
  }),
  endpoint({
    method: 'post',
    path: '/approvals',
    summary: 'Let all leads go that wait for approval and that a filter means; with dryRun only say how many',
    role: 'operator',
    body: z.strictObject({ ...filter, ...preview }),
    answer: approvalsShape,
    refusals: { 409: figuresChanged },
    async handle({ body: { dryRun, expected, asOf, ...meant }, actor }, { delivery }) {
      const shown = { dryRun, expected, asOf }
      const plan = await previewed(shown, (marker) => planApproval(delivery, meant, marker), asApprovals)
      const approved = dryRun ? 0 : await approveMany(delivery, actor, plan)
      return { dryRun, ...asApprovals(plan), approved }
    },
  }),
]

const words = {
  approved: 'approved already',
  erased: 'erased',
  changed: 'its state changed after the preview',
} as const

function asApprovals({ asOf, total, taken, leftOut }: ApprovalPlan) {
  return { asOf, total, taken, leftOut: leftOut.map(({ count, why }) => ({ count, code: why, why: words[why] })) }
}

function whyNot({ state }: NotWaiting): string {
  const next = state === 'unrouted' ? ' Add a route for it, then leadyard reroute.' : ''
  return `This lead is ${state} and does not wait for approval; nothing was changed.${next}`
}
