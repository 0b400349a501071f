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

/** States of a delivery that an attempt may still follow, and that is not being sent. */
const undelivered = ['queued', 'waiting', 'held'] as const
/** States in which the hub makes no further attempt by itself, and no receipt has come. */
const settled = ['rejected', 'uncertain', 'exhausted', 'cancelled'] as const
/** States in which an operator may cancel a delivery or send it again. */
const atRest = [...undelivered, ...settled] as const

/**
 * Every move of a delivery, with the states before and after it. Fan-out makes a delivery `queued`, or `sending` if this
 * process has room for it, or `held` or `waiting` if its destination is closed. `claim` and `giveBack` are in claims.ts, `settle` and `prove` in
 * settlements.ts. `replay`, `undo`, `confirm` and `deny` are in operator-moves.ts, and all others in moves.ts.
 */
export const moves = {
  /**
   * A worker is about to send the lead: this is on disk before anything is sent. An erased lead's delivery is
   * cancelled.
   */
  claim: { from: ['queued', 'waiting'], to: ['sending', 'cancelled'] },
  /** The claim's attempt has ended. The lead may be erased by then. */
  settle: {
    from: ['sending'],
    to: ['delivered', 'queued', 'waiting', 'held', 'rejected', 'uncertain', 'exhausted', 'cancelled'],
  },
  /** A receipt came after another worker took the delivery over: a receipt always counts. */
  prove: { from: ['sending', ...atRest], to: ['delivered'] },
  /** The claim's answer did not reach the worker, or the attempt did not begin, so nothing was sent. */
  giveBack: { from: ['sending'], to: undelivered },
  /** The destination is held, and the delivery waits until it opens. */
  hold: { from: ['queued', 'waiting'], to: ['held'] },
  /** The destination rests. */
  rest: { from: ['queued'], to: ['waiting'] },
  /** The lead was refused with the code for which the destination is held, so it waits with the others. */
  holdRefused: { from: ['rejected'], to: ['held'] },
  /** The destination opens. What is `queued` stays as it is: a claim passes over a row that a release has locked. */
  release: { from: ['held', 'waiting'], to: ['queued'] },
  /** The lead is the probe of a closed destination. */
  probe: { from: undelivered, to: ['queued'] },
  /** An operator sends the lead again. The delivery waits if its destination is closed. */
  replay: { from: ['delivered', ...atRest], to: undelivered },
  /**
   * An operator takes a replay back before an attempt began. The delivery gets its state back, or waits if its
   * destination is closed now.
   */
  undo: { from: undelivered, to: ['delivered', ...atRest] },
  /** The far end has the record: a look-up found it, or an operator says so. */
  confirm: { from: atRest, to: ['delivered'] },
  /**
   * The far end does not have the record. An uncertain delivery is `exhausted` then: it is not sent again by itself, and
   * a replay cannot double it. Others keep their state.
   */
  deny: { from: settled, to: settled },
  /** An operator cancels the delivery. */
  cancel: { from: atRest, to: ['cancelled'] },
  /** The lead was erased. */
  erase: { from: undelivered, to: ['cancelled'] },
} as const satisfies Record<string, Move>

/** States of a far end's record whose person asked for erasure. */
export const erasureStates = ['pending', 'erased', 'absent', 'by-hand', 'failed'] as const
export type ErasureState = (typeof erasureStates)[number]

export const destinationStates = ['open', 'held', 'resting', 'paused'] as const
export type DestinationState = (typeof destinationStates)[number]
