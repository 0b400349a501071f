export const leadStates = ['received', 'routed', 'unrouted', 'unreadable', 'suppressed', 'erased'] as const
export type LeadState = (typeof leadStates)[number]

export const deliveryStates = [
  'queued',
  'sending',
  'delivered',
  'waiting',
  'held',
  'rejected',
  'uncertain',
  'exhausted',
  'cancelled',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

export interface Move {
  from: readonly DeliveryState[]
  to: readonly DeliveryState[]
}

/** Not delivered, and not being sent. */
const undelivered = ['queued', 'waiting', 'held'] as const
/** An operator may give it up, or send it again. */
const atRest = [...undelivered, 'rejected', 'uncertain', 'exhausted', 'cancelled'] as const

/**
 * What moves a delivery, from which states, to which. Fan-out makes it `queued`, or `held` or `waiting` where its
 * destination is closed. `claim` and `settle` are in claims.ts, the other statements in moves.ts.
 */
export const moves = {
  /** A worker is about to send it: on disk before the far end hears anything. Of an erased lead it is cancelled. */
  claim: { from: ['queued', 'waiting'], to: ['sending', 'cancelled'] },
  /** The end of the claim's attempt; its lead may be erased by then. */
  settle: {
    from: ['sending'],
    to: ['delivered', 'queued', 'waiting', 'held', 'rejected', 'uncertain', 'exhausted', 'cancelled'],
  },
  /** A receipt that comes after another worker took the delivery over: proof is proof. */
  prove: { from: ['sending', ...atRest], to: ['delivered'] },
  /** The claim's answer was lost on its way to the worker, so that nothing was sent. */
  giveBack: { from: ['sending'], to: undelivered },
  /** Its destination is held: it waits until the destination opens. */
  hold: { from: ['queued', 'waiting'], to: ['held'] },
  /** Its destination rests. */
  rest: { from: ['queued'], to: ['waiting'] },
  /** Refused with what its destination is held for: it waits with the others. */
  holdRefused: { from: ['rejected'], to: ['held'] },
  /** Its destination opens. */
  release: { from: undelivered, to: ['queued'] },
  /** It is the lead by which a closed destination is probed. */
  probe: { from: undelivered, to: ['queued'] },
  /** An operator sends it again; it waits where its destination is closed. */
  replay: { from: ['delivered', ...atRest], to: undelivered },
  /** An operator gives it up. */
  cancel: { from: atRest, to: ['cancelled'] },
  /** Its lead was erased. */
  erase: { from: undelivered, to: ['cancelled'] },
} as const satisfies Record<string, Move>

/** Of a record at a far end whose person asked to be erased. */
export const erasureStates = ['pending', 'erased', 'absent', 'by-hand', 'failed'] as const
export type ErasureState = (typeof erasureStates)[number]

export const destinationStates = ['open', 'held', 'resting', 'paused'] as const
export type DestinationState = (typeof destinationStates)[number]
