/** An operator replays or cancels one delivery. A delivered lead is sent again only if the operator says so. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import type { Db } from '../ledger/db.ts'
import { cancelDelivery } from '../ledger/moves.ts'
import { type Replayed, replayOne } from '../ledger/operator-moves.ts'
import { findDelivery, type ListedDelivery } from '../ledger/reads/deliveries.ts'
import type { DeliveryState } from '../ledger/states.ts'

export interface About {
  actor: string
  delivery: string
  /** Called first in the act's transaction. If it throws, nothing is done. */
  unchanged?: ((tx: Db) => Promise<void>) | undefined
}

/**
 * Why the request was refused, and nothing was changed. `gone`: its destination left the configuration, or its lead was
 * erased.
 */
export type Refused = 'unknown' | 'sending' | 'delivered' | 'gone'

export type Decided<R> = { done: R; refused?: undefined } | { done?: undefined; refused: Refused }

export interface Again extends Replayed {
  was: DeliveryState
  mayBeThere: boolean
}

/**
 * Makes a delivery due again under today's configuration and mapping, with the same delivery id.
 * @param again a delivered lead is sent again too
 */
export function replay(context: DeliveryContext, about: About, again: boolean): Promise<Decided<Again>> {
  const { actor, delivery, unchanged } = about
  return decide<Again>(context, delivery, async ({ state, may_be_there }) => {
    if (state === 'delivered' && !again) return { refused: 'delivered' }
    const replayed = await context.db.transaction().execute(async (tx) => {
      await unchanged?.(tx)
      const put = await replayOne(tx, delivery, [state], actor)
      if (put) await audit(tx, { actor, action: 'replay', subject: delivery, detail: { was: state, again } })
      return put
    })
    if (!replayed) return undefined
    await ringFor(context, [replayed])
    return { done: { ...replayed, was: state, mayBeThere: may_be_there } }
  })
}

/** @returns the state before. A second cancellation changes nothing. */
export function cancel(context: DeliveryContext, about: About): Promise<Decided<DeliveryState>> {
  const { actor, delivery, unchanged } = about
  return decide<DeliveryState>(context, delivery, async ({ state }) => {
    if (state === 'delivered') return { refused: 'delivered' }
    if (state === 'cancelled') return { done: state }
    const cancelled = await context.db.transaction().execute(async (tx) => {
      await unchanged?.(tx)
      const was = await cancelDelivery(tx, delivery, [state])
      if (was) await audit(tx, { actor, action: 'cancel', subject: delivery, detail: { was: state } })
      return was
    })
    return cancelled ? { done: state } : undefined
  })
}

const mostReads = 5

/** Deliveries change by themselves, so `act` changes nothing unless the state is still the state that was read. */
async function decide<R>(
  context: DeliveryContext,
  id: string,
  act: (delivery: ListedDelivery) => Promise<Decided<R> | undefined>,
): Promise<Decided<R>> {
  for (let read = 0; read < mostReads; read++) {
    const delivery = await findDelivery(context.db, id)
    if (!delivery) return { refused: 'unknown' }
    if (delivery.state === 'sending') return { refused: 'sending' }
    const decided = await act(delivery)
    if (decided) return decided
    const after = await findDelivery(context.db, id)
    if (after?.state === delivery.state && after.generation === delivery.generation) return { refused: 'gone' }
  }
  return { refused: 'sending' }
}

/** Rings where a replay made deliveries due at once. */
export function ringFor(context: DeliveryContext, replayed: readonly Replayed[]): Promise<void> {
  return ringAt(
    context,
    replayed.filter(({ state }) => state === 'queued').map(({ destination }) => destination),
  )
}

/** A failed ring is only logged, because the reconciler finds the due deliveries in the ledger. */
export async function ringAt({ queue, log }: DeliveryContext, due: readonly string[]): Promise<void> {
  await queue.ring(new Set(due)).catch((err) => log.warn({ err, due: due.length }, 'the queue did not take a ring'))
}
