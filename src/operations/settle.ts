/** An operator settles a delivery by word: it arrived, or it did not. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { findToLookUp, lockLeads } from '../ledger/lookups.ts'
import { confirm, deny } from '../ledger/operator-moves.ts'
import type { DeliveryState } from '../ledger/states.ts'
import { isInLine, type NotOpen, notOpen } from './look-up.ts'
import type { About } from './replay.ts'

export interface Word {
  outcome: 'arrived' | 'absent'
  /** The far end's id of the record, and where a person can look at it. */
  reference?: string | undefined
  link?: string | undefined
  reason: string
}

export interface Settled {
  was: DeliveryState
  state: DeliveryState
}

/** `in line`: the next attempt looks or sends by itself. `moved on`: it was claimed or settled at this moment. */
export type NotSettled = NotOpen | 'in line' | 'moved on'

/**
 * A delivery that arrived is `delivered`, with the receipt `already-there`. An uncertain delivery that did not arrive is
 * `exhausted`: it is not sent by itself, and a replay cannot double it.
 */
export async function settleByWord(
  { db }: Pick<DeliveryContext, 'db'>,
  { actor, delivery, unchanged }: About,
  { outcome, reference, link, reason }: Word,
): Promise<{ done: Settled; refused?: undefined } | { done?: undefined; refused: NotSettled }> {
  const one = await findToLookUp(db, delivery)
  if (!one) return { refused: 'unknown' }
  const by = { actor, how: 'word', why: reason } as const
  return db.transaction().execute(async (tx) => {
    await lockLeads(tx, [one.leadId])
    await unchanged?.(tx)
    const refused = notOpen(one) ?? (outcome === 'absent' && isInLine(one.state) ? 'in line' : undefined)
    if (refused) return { refused }
    const now =
      outcome === 'absent'
        ? await deny(tx, one, by)
        : (await confirm(tx, one, { outcome: 'already-there', reference, link }, by)) && ('delivered' as const)
    // Without the reason, because it may name a person.
    if (!now) return { refused: 'moved on' }
    await audit(tx, { actor, action: 'settle', subject: delivery, detail: { was: one.state, outcome, state: now } })
    return { done: { was: one.state, state: now } }
  })
}
