/** Asks a far end whether it has the record of a delivery. Nothing is sent. Never throws. */

import { startDeadline } from '../async/deadline.ts'
import type { Receipt } from '../connector.ts'
import { DeliveryError, type FailureClass, failureClasses } from '../failure.ts'
import { withBody } from '../lead/body.ts'
import type { ToLookUp } from '../ledger/lookups.ts'
import type { SettledFailure } from '../ledger/settlements.ts'
import { map } from '../mapping/map.ts'
import { deliveryOf, grace, inTime, unexpected } from './attempt.ts'
import type { DeliveryContext } from './context.ts'
import { settledFailure } from './failure-text.ts'
import { handled } from './handling.ts'
import type { OpenDestination } from './open-destination.ts'
import { isReceipt } from './receipt.ts'

export type LookedUp =
  | { result: 'found'; receipt: Receipt }
  /** The far end surely does not have it. */
  | { result: 'absent' }
  | { result: 'cannot'; why: WhyNot }

export type WhyNot = Pick<SettledFailure, 'code' | 'problem' | 'message'> & {
  /** Of the far end's failure; undefined if it was not asked. */
  class?: FailureClass | undefined
}

/** The destination was removed, or cannot be asked. @returns undefined if it can be asked */
export function whyNoLookUp(opened: OpenDestination | undefined): string | undefined {
  if (!opened) return 'its destination left the configuration'
  if (!opened.destination.find) return 'this kind of destination cannot be asked: look there, then settle it'
  return undefined
}

export async function lookUp(context: DeliveryContext, one: ToLookUp): Promise<LookedUp> {
  const opened = context.plan().destinations.get(one.destination)
  const not = whyNoLookUp(opened)
  if (!opened || not) return cannot(not ?? '')
  const { lead } = one
  if (!lead) return cannot('its lead was erased')
  const deadline = startDeadline(opened.policy.deadline, context.stopping)
  opened.enter()
  try {
    const whole = handled(withBody(lead, one.raw), one.handling)
    const delivery = deliveryOf(one, whole, map(whole, opened.mapping(one.route)), deadline.signal)
    const receipt = await inTime(Promise.resolve(opened.destination.find?.(delivery)), deadline.signal)
    if (receipt === undefined) return isUnderWay(opened, one) ? cannot(underWay) : { result: 'absent' }
    return isReceipt(receipt) ? { result: 'found', receipt } : cannot('the connector gave no receipt')
  } catch (error) {
    const known = error instanceof DeliveryError && failureClasses.includes(error.class)
    const failure = settledFailure(known ? error : unexpected(error), lead, context.hide, opened.connector.problems)
    return { result: 'cannot', why: failure }
  } finally {
    opened.leave()
    deadline.clear()
  }
}

const underWay = 'the request of its last attempt may still arrive there: look again after the deadline'

/** The far end has not answered the last attempt, whose request may still be on its way. */
function isUnderWay({ policy }: OpenDestination, { status, settledFor }: ToLookUp): boolean {
  return status === null && settledFor < policy.deadline + grace
}

function cannot(message: string): LookedUp {
  return { result: 'cannot', why: { code: '', problem: '', message } }
}
