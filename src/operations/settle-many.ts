/** Settles all uncertain deliveries that match a filter by an operator's word: first the plan is shown, then part by part. */
import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { settlePart } from '../ledger/operator-moves.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import type { FilterCount } from '../ledger/reads/filter-counts.ts'
import { type BulkPlan, inAudit, planBulk } from './bulk.ts'
import type { LeftOut } from './left-out.ts'
import type { Word } from './settle.ts'

const part = 1_000
const taken = ['uncertain'] as const

/** Only `uncertain` is taken. Of chosen deliveries, the others are told as left out. */
export function planSettlement(
  { db }: Pick<DeliveryContext, 'db'>,
  { state: _, ...filter }: DeliveryFilter,
  asOf?: string,
): Promise<BulkPlan> {
  const counted = filter.ids ? filter : { ...filter, state: taken }
  return planBulk(db, { filter: counted, taken }, whyNot, asOf)
}

function whyNot({ state }: FilterCount): LeftOut | undefined {
  if (state === 'uncertain') return undefined
  if (state === 'delivered') return { code: 'delivered', why: 'it arrived; its receipt is the proof' }
  return { code: 'not-uncertain', why: 'it is not uncertain' }
}

/** @returns how many were settled; deliveries whose state changed meanwhile are left alone */
export async function settleMany(
  { db }: Pick<DeliveryContext, 'db'>,
  actor: string,
  { filter, asOf }: BulkPlan,
  { outcome, reason }: Pick<Word, 'outcome' | 'reason'>,
): Promise<number> {
  const by = { actor, how: 'word', why: reason } as const
  for (let all = 0; ; ) {
    const { settled, isLast } = await db.transaction().execute(async (tx) => {
      const done = await settlePart(tx, { filter, asOf, arrived: outcome === 'arrived', by }, part)
      // Without the reason, because it may name a person.
      const detail = { filter: inAudit(filter), outcome, settled: done.settled }
      if (done.settled > 0) await audit(tx, { actor, action: 'settle-many', subject: taken.join(','), detail })
      return done
    })
    all += settled
    if (isLast) return all
  }
}
