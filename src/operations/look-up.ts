/** Looks up one delivery at its far end, and settles it by the answer. */

import type { Receipt } from '../connector.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { type LookedUp, lookUp, type WhyNot } from '../delivery/look-up.ts'
import { audit } from '../ledger/audit.ts'
import type { Db } from '../ledger/db.ts'
import { findToLookUp, type ToLookUp } from '../ledger/lookups.ts'
import { confirm, deny } from '../ledger/operator-moves.ts'
import type { DeliveryState } from '../ledger/states.ts'
import type { About } from './replay.ts'

export interface Answered {
  was: DeliveryState
  result: LookedUp['result']
  /** The state after the look-up. */
  state: DeliveryState
  receipt?: Receipt | undefined
  why?: WhyNot | undefined
}

/** Why a delivery is neither looked up nor settled by hand. `not there`: no attempt of it may have arrived. */
export type NotOpen = 'unknown' | 'sending' | 'delivered' | 'not there'

export function notOpen(one: ToLookUp | undefined): NotOpen | undefined {
  if (!one) return 'unknown'
  if (one.state === 'sending' || one.state === 'delivered') return one.state
  if (one.mayBeThere || one.state === 'uncertain') return undefined
  return one.generation > 0 && !isInLine(one.state) ? undefined : 'not there'
}

export async function lookUpOne(
  context: DeliveryContext,
  { actor, delivery, unchanged }: About,
): Promise<{ done: Answered; refused?: undefined } | { done?: undefined; refused: NotOpen }> {
  const one = await findToLookUp(context.db, delivery)
  // Before the far end is asked; what changes meanwhile is left as it is.
  if (unchanged) await context.db.transaction().execute(unchanged)
  const refused = notOpen(one)
  if (!one || refused) return { refused: refused ?? 'unknown' }
  const answer = await lookUp(context, one)
  const done = await context.db.transaction().execute(async (tx) => {
    const answered = await settleBy(tx, actor, one, answer)
    const { was, result, state } = answered
    await audit(tx, { actor, action: 'look-up', subject: delivery, detail: { was, result, state } })
    return answered
  })
  return { done }
}

/** Settles the delivery by the far end's answer, unless it was claimed or settled while the far end was asked. */
export async function settleBy(db: Db, actor: string, one: ToLookUp, answer: LookedUp): Promise<Answered> {
  const by = { actor, how: 'look-up' } as const
  const was = one.state
  if (answer.result === 'cannot') return { was, result: 'cannot', state: was, why: answer.why }
  if (answer.result === 'found') {
    if (await confirm(db, one, answer.receipt, by)) {
      return { was, result: 'found', state: 'delivered', receipt: answer.receipt }
    }
    return movedOn(db, one)
  }
  // A delivery in line is not settled: its next attempt looks by itself, and then sends.
  if (isInLine(one.state)) return { was, result: 'absent', state: was }
  const state = await deny(db, one, by)
  return state ? { was, result: 'absent', state } : movedOn(db, one)
}

const movedOnMeanwhile = 'it was sent again or settled while the far end was asked; look at it again'

async function movedOn(db: Db, { id, state }: ToLookUp): Promise<Answered> {
  const now = await findToLookUp(db, id)
  const why = { code: '', problem: '', message: movedOnMeanwhile }
  return { was: state, result: 'cannot', state: now?.state ?? state, why }
}

export function isInLine(state: DeliveryState): boolean {
  return state === 'queued' || state === 'waiting' || state === 'held'
}
