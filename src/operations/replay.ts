/** An operator's decision about one delivery: send it again, or give it up. Never twice without being told to. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { cancelDelivery, type Replayed, replayOne } from '../ledger/moves.ts'
import { findDelivery, type ListedDelivery } from '../ledger/reads/deliveries.ts'
import type { DeliveryState } from '../ledger/states.ts'

export interface About {
  actor: string
  delivery: string
}

/** Why nothing was done. `gone`: its destination left the configuration, or its lead was erased. */
export type Refused = 'unknown' | 'sending' | 'delivered' | 'gone'

export type Decided<R> = { done: R; refused?: undefined } | { done?: undefined; refused: Refused }

export interface Again extends Replayed {
  was: DeliveryState
  mayBeThere: boolean
}

/**
 * Makes a delivery due again under today's configuration and mapping, with the same delivery id.
 * @param again what was delivered is sent again too.
 */
export function replay(context: DeliveryContext, { actor, delivery }: About, again: boolean): Promise<Decided<Again>> {
  return decide<Again>(context, delivery, async ({ state, may_be_there }) => {
    if (state === 'delivered' && !again) return { refused: 'delivered' }
    const replayed = await context.db.transaction().execute(async (tx) => {
      const put = await replayOne(tx, delivery, [state])
      if (put) await audit(tx, { actor, action: 'replay', subject: delivery, detail: { was: state, again } })
      return put
    })
    if (!replayed) return undefined
    await ringFor(context, [replayed])
    return { done: { ...replayed, was: state, mayBeThere: may_be_there } }
  })
}

/** @returns the state it had. Cancelling what is cancelled changes nothing. */
export function cancel(context: DeliveryContext, { actor, delivery }: About): Promise<Decided<DeliveryState>> {
  return decide<DeliveryState>(context, delivery, async ({ state }) => {
    if (state === 'delivered') return { refused: 'delivered' }
    if (state === 'cancelled') return { done: state }
    const cancelled = await context.db.transaction().execute(async (tx) => {
      const was = await cancelDelivery(tx, delivery, [state])
      if (was) await audit(tx, { actor, action: 'cancel', subject: delivery, detail: { was: state } })
      return was
    })
    return cancelled ? { done: state } : undefined
  })
}

const looks = 5

/** Deliveries move on by themselves: what is decided is decided on the very state that was looked at. */
async function decide<R>(
  context: DeliveryContext,
  id: string,
  act: (delivery: ListedDelivery) => Promise<Decided<R> | undefined>,
): Promise<Decided<R>> {
  for (let look = 0; look < looks; look++) {
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

/** A queue that cannot take the ring now is healed by the reconciler: the ledger has them due. */
export async function ringFor({ queue, log }: DeliveryContext, replayed: readonly Replayed[]): Promise<void> {
  const due = replayed.filter(({ state }) => state === 'queued').map(({ destination }) => destination)
  await queue.ring(new Set(due)).catch((err) => log.warn({ err, due: due.length }, 'the queue did not take a ring'))
}
