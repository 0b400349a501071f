/** Sends a lead to its far end. If a repeat could double the record, it looks for the record first. */
import type { Delivery, Receipt } from '../connector.ts'
import { DeliveryError, transient, uncertain } from '../failure.ts'
import { ClaimOver, claimOver } from '../outside/claim.ts'
import type { OpenDestination } from './open-destination.ts'

/** Called right before a request leaves. @returns `false` if the claim is over: the request must not leave then */
export type Depart = () => Promise<boolean>

export async function send(opened: OpenDestination, delivery: Delivery, depart: Depart): Promise<Receipt> {
  const own = await findOwn(opened, delivery)
  if (own) return own
  await leave(opened, depart)
  return opened.destination.deliver(delivery)
}

/** Writes the departure: from here on the far end may have the lead. If a repeat is harmless, nothing is written. */
export async function leave({ repeat }: OpenDestination, depart: Depart): Promise<void> {
  if (repeat !== 'doubles') return
  const ours = await depart().catch((cause: unknown) => {
    const message = 'The ledger could not write down that the request leaves; nothing was sent'
    throw transient({ message, code: 'LEDGER_AWAY', planned: true, cause })
  })
  if (!ours) throw transient({ message: new ClaimOver().message, code: claimOver })
}

/** The record that an earlier attempt of this delivery made. */
export async function findOwn(
  { destination, repeat }: OpenDestination,
  delivery: Delivery,
): Promise<Receipt | undefined> {
  // The look-up costs a round trip, so it is made only if a repeat would double the record.
  if (!delivery.mayBeThere || repeat !== 'doubles') return undefined
  return destination.find?.(delivery).catch(finalIfUncertain)
}

/** If the look-up cannot decide, another look-up will not decide either: the failure is final. */
function finalIfUncertain(error: unknown): never {
  if (error instanceof DeliveryError && error.class === 'uncertain') {
    throw uncertain({ ...error.detail, final: true })
  }
  throw error
}
