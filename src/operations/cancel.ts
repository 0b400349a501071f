/** Cancels all deliveries that match a filter: first the plan is shown, then they are cancelled part by part. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { ledgerTime } from '../ledger/clock.ts'
import { cancelPart } from '../ledger/moves.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import { countsByFilter, type FilterCount } from '../ledger/reads/filter-counts.ts'
import type { DeliveryState } from '../ledger/states.ts'

const part = 1_000

/**
 * The states of a filter that names none. `uncertain` must be named, because a person must look at the far end first.
 */
const defaultStates: readonly DeliveryState[] = ['queued', 'waiting', 'held', 'rejected', 'exhausted']
const never: readonly DeliveryState[] = ['sending', 'delivered', 'cancelled']

export interface CancellationPlan {
  /** The filter, with the states that are cancelled. */
  filter: DeliveryFilter
  total: number
  taken: readonly FilterCount[]
  leftOut: readonly (FilterCount & { why: string })[]
}

export async function planCancellation(
  { db }: Pick<DeliveryContext, 'db'>,
  filter: DeliveryFilter,
): Promise<CancellationPlan> {
  const state = (filter.state ?? defaultStates).filter((one) => !never.includes(one))
  const meant = await countsByFilter(db, filter, state)
  const taken = meant.filter((one) => state.includes(one.state))
  const leftOut = meant.filter((one) => !taken.includes(one)).map((one) => ({ ...one, why: whyNot(one.state) }))
  return { filter: { ...filter, state }, total: taken.reduce((sum, { count }) => sum + count, 0), taken, leftOut }
}

function whyNot(state: DeliveryState): string {
  if (state === 'delivered') return 'it arrived, and cannot be taken back'
  if (state === 'cancelled') return 'it is cancelled already'
  if (state === 'sending') return 'it is being sent'
  const why = state === 'uncertain' ? 'it may have arrived; ' : ''
  return `${why}name the state ${state} to cancel it`
}

/** @returns how many were cancelled; deliveries whose state changed meanwhile are left alone */
export async function cancelMany(
  context: DeliveryContext,
  actor: string,
  { filter }: CancellationPlan,
): Promise<number> {
  const until = await ledgerTime(context.db)
  // The audit must not keep the address of a person.
  const shown = filter.email === undefined ? filter : { ...filter, email: '[hidden]' }
  const subject = filter.state?.join(',') ?? ''
  for (let all = 0; ; ) {
    const cancelled = await context.db.transaction().execute(async (tx) => {
      const count = await cancelPart(tx, filter, until, part)
      if (count > 0)
        await audit(tx, { actor, action: 'cancel-many', subject, detail: { filter: shown, cancelled: count } })
      return count
    })
    all += cancelled
    if (cancelled < part) return all
  }
}
