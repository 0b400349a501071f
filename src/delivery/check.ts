import { DeliveryError } from '../failure.ts'
import type { OpenDestination } from './open-destination.ts'

/** Proves address, credentials and permissions without writing. @returns what is wrong, if anything. */
export async function check(opened: OpenDestination, stopping: AbortSignal): Promise<DeliveryError | undefined> {
  if (!opened.destination.check) return undefined
  try {
    await opened.destination.check(AbortSignal.any([stopping, AbortSignal.timeout(opened.policy.deadline)]))
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
