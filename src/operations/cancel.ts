/** Cancels all deliveries that match a filter: first the plan is shown, then they are cancelled part by part. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { cancelPart } from '../ledger/moves.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import type { FilterCount } from '../ledger/reads/filter-counts.ts'
import type { DeliveryState } from '../ledger/states.ts'
import { type BulkPlan, inAudit, planBulk } from './bulk.ts'
import { type LeftOut, sending } from './left-out.ts'

const part = 1_000

/**
 * The states of a filter that names none. `uncertain` must be named, because a person must look at the far end first.
 */
const defaultStates: readonly DeliveryState[] = ['queued', 'waiting', 'held', 'rejected', 'exhausted']
const never: readonly DeliveryState[] = ['sending', 'delivered', 'cancelled']

export function planCancellation(
  { db }: Pick<DeliveryContext, 'db'>,
  filter: DeliveryFilter,
  asOf?: string,
): Promise<BulkPlan> {
  const taken = (filter.state ?? defaultStates).filter((one) => !never.includes(one))
  const why = ({ state }: FilterCount) => (taken.includes(state) ? undefined : whyNot(state))
  return planBulk(db, { filter, taken }, why, asOf)
}

function whyNot(state: DeliveryState): LeftOut {
  if (state === 'delivered') return { code: 'delivered', why: 'it arrived, and cannot be taken back' }
  if (state === 'cancelled') return { code: 'cancelled', why: 'it is cancelled already' }
  if (state === 'sending') return sending
  if (state === 'uncertain') {
    return { code: 'uncertain', why: 'it may have arrived; name the state uncertain to cancel it' }
  }
  return { code: 'not-named', why: `name the state ${state} to cancel it` }
}

/** @returns how many were cancelled; deliveries whose state changed meanwhile are left alone */
export async function cancelMany(context: DeliveryContext, actor: string, { filter, asOf }: BulkPlan): Promise<number> {
  const subject = filter.state?.join(',') ?? ''
  for (let all = 0; ; ) {
    const cancelled = await context.db.transaction().execute(async (tx) => {
      const count = await cancelPart(tx, filter, asOf, part)
      if (count > 0)
        await audit(tx, {
          actor,
          action: 'cancel-many',
          subject,
          detail: { filter: inAudit(filter), cancelled: count },
        })
      return count
    })
    all += cancelled
    if (cancelled < part) return all
  }
}
