/** Approves all leads that match a filter and wait for approval: first they are counted, then approved one by one. */

import type { DeliveryContext } from '../delivery/context.ts'
import { type AwaitingCounts, countAwaiting, nextAwaiting } from '../ledger/approval.ts'
import { asOfNow } from '../ledger/clock.ts'
import { firstId } from '../ledger/moves.ts'
import type { LeadFilter } from '../ledger/reads/filter.ts'
import { approve, NotWaiting } from './approve.ts'

const part = 500

export interface ApprovalPlan extends AwaitingCounts {
  filter: LeadFilter
  asOf: string
}

export async function planApproval(
  { db }: Pick<DeliveryContext, 'db'>,
  filter: LeadFilter,
  asOf?: string,
): Promise<ApprovalPlan> {
  const shown = asOf ?? (await asOfNow(db))
  return { filter, asOf: shown, ...(await countAwaiting(db, filter, shown)) }
}

/** Each lead has its own entry in the audit. @returns how many leads were approved; others had moved on */
export async function approveMany(
  context: DeliveryContext,
  actor: string,
  { filter, asOf }: ApprovalPlan,
): Promise<number> {
  let approved = 0
  for (let after = firstId; ; ) {
    const ids = await nextAwaiting(context.db, filter, { asOf, after, limit: part })
    for (const id of ids) if (await approveUnlessMoved(context, actor, id)) approved++
    if (ids.length < part) return approved
    after = ids.at(-1)!
  }
}

async function approveUnlessMoved(context: DeliveryContext, actor: string, id: string): Promise<boolean> {
  const done = await approve(context, actor, id).catch((error: unknown) => {
    if (error instanceof NotWaiting) return undefined
    throw error
  })
  return done?.before === false
}
