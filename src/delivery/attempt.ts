/** One try of one delivery: map, look before a repeat, deliver within the deadline. Never throws. */
import type { Delivery, Receipt } from '../connector.ts'
import { DeliveryError, failureClasses, transient, uncertain } from '../failure.ts'
import { withBody } from '../lead/body.ts'
import type { Lead } from '../lead/lead.ts'
import type { Claimed } from '../ledger/deliveries.ts'
import type { Earlier } from '../ledger/journey.ts'
import { type Mapped, map } from '../mapping/map.ts'
import { startDeadline } from '../outside/deadline.ts'
import type { Outcome } from './decide.ts'
import { handled, isHandled } from './handling.ts'
import type { Track } from './track.ts'

/** What a connector that ignores its signal is given on top of the deadline. */
const grace = 2_000

/** The person's earlier delivery to the same destination, asked for when a repeat is to be merged into it. */
export type FindEarlier = (claimed: Claimed) => Promise<Earlier | undefined>

export async function attempt(
  track: Track,
  claimed: Claimed,
  stopping: AbortSignal,
  findEarlier: FindEarlier = async () => undefined,
): Promise<Outcome> {
  const deadline = startDeadline(track.policy.deadline, stopping)
  try {
    const lead = handled(withBody(claimed.lead, claimed.raw), claimed.handling)
    const mapped = map(lead, track.mapping(claimed.route))
    const delivery = deliveryOf(claimed, lead, mapped, deadline.signal)
    const sending = isHandled(claimed.handling, 'merge')
      ? merge(track, delivery, () => findEarlier(claimed))
      : send(track, delivery)
    const receipt = await inTime(sending, delivery.signal)
    return isReceipt(receipt) ? { receipt: withNotes(receipt, mapped.notes) } : { failure: noReceipt() }
  } catch (error) {
    const known = error instanceof DeliveryError && failureClasses.includes(error.class)
    return { failure: known ? error : unexpected(error) }
  } finally {
    deadline.clear()
  }
}

async function send({ destination, repeat }: Track, delivery: Delivery): Promise<Receipt> {
  // Only where a repeat would double the record is a look worth a round trip.
  if (delivery.mayBeThere && repeat === 'doubles' && destination.find) {
    const found = await destination.find(delivery).catch(cannotTell)
    if (found) return found
  }
  return destination.deliver(delivery)
}

/** How long a repeat waits for the delivery it is to be merged with. */
const patience = 15_000

/** Nothing was sent: no reason to ask a person whether it arrived. */
function ledgerAway(cause: unknown): never {
  const message = 'The ledger could not tell whether an earlier lead of this person went there; asked again soon'
  throw transient({ message, code: 'EARLIER_UNKNOWN', planned: true, retryAt: new Date(Date.now() + patience), cause })
}

async function merge(track: Track, delivery: Delivery, findEarlier: () => Promise<Earlier | undefined>) {
  const { destination } = track
  if (!destination.merge) return alone(track, delivery, 'the connector has no merge: delivered as any lead')
  const earlier = await findEarlier().catch(ledgerAway)
  if (!earlier) return alone(track, delivery, 'no earlier record to merge it into: delivered by itself')
  if (earlier.state !== 'delivered') {
    const message = 'An earlier lead of this person is on its way there; this one is merged into it afterwards'
    const retryAt = new Date(Date.now() + patience)
    throw transient({ message, code: 'EARLIER_UNDER_WAY', planned: true, retryAt })
  }
  const receipt = await destination.merge(delivery, earlier.reference)
  return receipt ?? alone(track, delivery, 'the earlier record is gone or closed: delivered by itself')
}

async function alone(track: Track, delivery: Delivery, note: string): Promise<Receipt> {
  const receipt = await send(track, delivery)
  return isReceipt(receipt) ? withNotes(receipt, [note]) : receipt
}

/** The look-up itself found something it cannot decide on: another look will not either. */
function cannotTell(error: unknown): never {
  if (error instanceof DeliveryError && error.class === 'uncertain') {
    throw uncertain({ ...error.detail, final: true })
  }
  throw error
}

function inTime(sending: Promise<Receipt>, signal: AbortSignal): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    let late: NodeJS.Timeout | undefined
    const overdue = () => {
      const message = 'The far end did not answer within the deadline; whether the lead was taken is not known'
      late = setTimeout(() => reject(uncertain({ message, code: 'DEADLINE' })), grace)
    }
    // One that is aborted already, by a stop, tells nobody any more.
    if (signal.aborted) overdue()
    else signal.addEventListener('abort', overdue, { once: true })
    sending.then(resolve, reject).finally(() => {
      clearTimeout(late)
      signal.removeEventListener('abort', overdue)
    })
  })
}

function deliveryOf(claimed: Claimed, lead: Lead, { fields }: Mapped, signal: AbortSignal): Delivery {
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

const outcomes: ReadonlySet<unknown> = new Set<Receipt['outcome']>(['created', 'updated', 'already-there', 'accepted'])

/** A connector of others may return anything, or forget to. */
function isReceipt(returned: unknown): boolean {
  return typeof returned === 'object' && returned !== null && 'outcome' in returned && outcomes.has(returned.outcome)
}

function noReceipt(): DeliveryError {
  const message = 'The connector gave no receipt; whether the lead was taken is not known'
  return new DeliveryError('internal', { message, code: 'NO_RECEIPT' })
}

function withNotes(receipt: Receipt, notes: readonly string[]): Receipt {
  return notes.length === 0 ? receipt : { ...receipt, notes: [...notes, ...(receipt.notes ?? [])] }
}

function unexpected(cause: unknown): DeliveryError {
  // The error's own text may quote anything; its name and code do not.
  const name = cause instanceof Error ? cause.name : typeof cause
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : name
  return new DeliveryError('internal', {
    message: `The connector failed in a way it should not (${name})`,
    code,
    cause,
  })
}
