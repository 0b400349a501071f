/** One lead to its far end, looked up first where a repeat could double it. */
import type { Delivery, Receipt } from '../connector.ts'
import { DeliveryError, uncertain } from '../failure.ts'
import type { Track } from './track.ts'

export async function send(track: Track, delivery: Delivery): Promise<Receipt> {
  return (await findOwn(track, delivery)) ?? track.destination.deliver(delivery)
}

/** What an earlier try of this delivery left there. */
export async function findOwn({ destination, repeat }: Track, delivery: Delivery): Promise<Receipt | undefined> {
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
