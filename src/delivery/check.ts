import { DeliveryError } from '../failure.ts'
import type { Track } from './open-destination.ts'

/** Proves address, credentials and permissions without writing. @returns what is wrong, if anything. */
export async function check(track: Track, stopping: AbortSignal): Promise<DeliveryError | undefined> {
  if (!track.destination.check) return undefined
  try {
    await track.destination.check(AbortSignal.any([stopping, AbortSignal.timeout(track.policy.deadline)]))
    return undefined
  } catch (error) {
    if (error instanceof DeliveryError) return error
    return new DeliveryError('internal', {
      message: 'The connector failed in its check',
      code: 'INTERNAL',
      cause: error,
    })
  }
}
