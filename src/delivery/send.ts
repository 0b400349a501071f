/** One lead to its far end, looked up first where a repeat could double it. */
import type { Delivery, Receipt } from '../connector.ts'
import { DeliveryError, transient, uncertain } from '../failure.ts'
import { ClaimOver, claimOver } from '../outside/claim.ts'
import type { OpenDestination } from './open-destination.ts'

/** Right before a request leaves. `false`: the claim is over, and the request must not leave. */
export type Depart = () => Promise<boolean>

export async function send(opened: OpenDestination, delivery: Delivery, depart: Depart): Promise<Receipt> {
  const own = await findOwn(opened, delivery)
  if (own) return own
  await leave(opened, depart)
  return opened.destination.deliver(delivery)
}

/** From here on the far end may have it. Where a repeat is harmless, nothing needs to know. */
export async function leave({ repeat }: OpenDestination, depart: Depart): Promise<void> {
  if (repeat !== 'doubles') return
  const ours = await depart().catch((cause: unknown) => {
    const message = 'The ledger could not write down that the request leaves; nothing was sent'
    throw transient({ message, code: 'LEDGER_AWAY', planned: true, cause })
  })
  if (!ours) throw transient({ message: new ClaimOver().message, code: claimOver })
}

/** What an earlier try of this delivery left there. */
export async function findOwn(
  { destination, repeat }: OpenDestination,
  delivery: Delivery,
): Promise<Receipt | undefined> {
  // Only where a repeat would double the record is a look worth a round trip.
  if (!delivery.mayBeThere || repeat !== 'doubles') return undefined
  return destination.find?.(delivery).catch(cannotTell)
}

/** The look-up itself found something it cannot decide on: another look will not either. */
function cannotTell(error: unknown): never {
  if (error instanceof DeliveryError && error.class === 'uncertain') {
    throw uncertain({ ...error.detail, final: true })
  }
  throw error
}
