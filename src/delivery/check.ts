import type { FarField } from '../connector.ts'
import { errorPlace } from '../error-place.ts'
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
    const place = errorPlace(error)
    return new DeliveryError('internal', {
      message: `The connector failed in its check${place ? ` (${place})` : ''}`,
      code: 'INTERNAL',
      cause: error,
    })
  }
}

/** What the far end accepts now. @returns undefined where it cannot be asked, or does not tell. */
export async function farFields(
  opened: OpenDestination,
  stopping: AbortSignal,
): Promise<readonly FarField[] | undefined> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(opened.policy.deadline)])
  // A check that passed has said what an operator must know; this is more.
  return opened.destination.describe?.(signal).catch(() => undefined)
}
