/** One attempt of a delivery: the lead is mapped, then sent or merged, within the deadline. Never throws. */

import { startDeadline } from '../async/deadline.ts'
import type { Delivery } from '../connector.ts'
import { errorPlace } from '../error-place.ts'
import { DeliveryError, failureClasses, uncertain } from '../failure.ts'
import { withBody } from '../lead/body.ts'
import type { Lead } from '../lead/lead.ts'
import type { Claimed } from '../ledger/claims.ts'
import { type Mapped, map } from '../mapping/map.ts'
import type { Outcome } from './decide.ts'
import { handled, isHandled } from './handling.ts'
import { type FindEarlier, merge } from './merge.ts'
import type { OpenDestination } from './open-destination.ts'
import { isReceipt, withNotes } from './receipt.ts'
import { type Depart, send } from './send.ts'

/** Milliseconds after the deadline that a connector gets if it ignores its signal. */
export const grace = 2_000

export async function attempt(
  opened: OpenDestination,
  claimed: Claimed,
  stopping: AbortSignal,
  findEarlier: FindEarlier = async () => undefined,
  depart: Depart = async () => true,
): Promise<Outcome> {
  const deadline = startDeadline(opened.policy.deadline, stopping)
  try {
    const lead = handled(withBody(claimed.lead, claimed.raw), claimed.handling)
    const mapped = map(lead, opened.mapping(claimed.route))
    const delivery = deliveryOf(claimed, lead, mapped, deadline.signal)
    const sending = isHandled(claimed.handling, 'merge')
      ? merge(opened, claimed, delivery, findEarlier, depart)
      : send(opened, delivery, depart)
    const receipt = await inTime(sending, delivery.signal)
    return isReceipt(receipt) ? { receipt: withNotes(receipt, mapped.notes) } : { failure: noReceipt() }
  } catch (error) {
    const known = error instanceof DeliveryError && failureClasses.includes(error.class)
    return { failure: known ? error : unexpected(error) }
  } finally {
    deadline.clear()
  }
}

/** Waits for a connector, which has `grace` after its signal. @throws DeliveryError `uncertain` after that */
export function inTime<T>(sending: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let late: NodeJS.Timeout | undefined
    const overdue = () => {
      const message = 'The far end did not answer within the deadline; whether the lead was taken is not known'
      late = setTimeout(() => reject(uncertain({ message, code: 'DEADLINE' })), grace)
    }
    // A signal that a stop has aborted already fires no event.
    if (signal.aborted) overdue()
    else signal.addEventListener('abort', overdue, { once: true })
    sending.then(resolve, reject).finally(() => {
      clearTimeout(late)
      signal.removeEventListener('abort', overdue)
    })
  })
}

/** What the ledger knows of a delivery that a connector is asked about. */
type Known = Pick<Claimed, 'id' | 'leadId' | 'attempts' | 'firstAttemptAt' | 'mayBeThere' | 'receivedAt'>

export function deliveryOf(claimed: Known, lead: Lead, { fields }: Mapped, signal: AbortSignal): Delivery {
  return {
    id: claimed.id,
    leadId: claimed.leadId,
    lead,
    fields,
    attempt: claimed.attempts,
    firstAttemptAt: claimed.firstAttemptAt,
    mayBeThere: claimed.mayBeThere,
    receivedAt: claimed.receivedAt,
    signal,
  }
}

function noReceipt(): DeliveryError {
  const message = 'The connector gave no receipt; whether the lead was taken is not known'
  return new DeliveryError('internal', { message, code: 'NO_RECEIPT' })
}

/** @param cause what the connector threw: no `DeliveryError`, or a damaged one */
export function unexpected(cause: unknown): DeliveryError {
  // The error's own text may quote anything; its name and code do not.
  const name = cause instanceof Error ? cause.name : typeof cause
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : name
  const place = errorPlace(cause)
  return new DeliveryError('internal', {
    message: `The connector failed in a way it should not (${[name, place].filter(Boolean).join(', ')})`,
    code,
    cause,
  })
}
