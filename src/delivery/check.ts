import type { FarField } from '../connector.ts'
import { errorPlace } from '../error-place.ts'
import { DeliveryError } from '../failure.ts'
import type { OpenDestination } from './open-destination.ts'

/** Checks address, credentials and permissions without writing. @returns the failure, or undefined if there is none */
export async function check(opened: OpenDestination, stopping: AbortSignal): Promise<DeliveryError | undefined> {
  if (!opened.destination.check) return undefined
  try {
    await opened.destination.check(AbortSignal.any([stopping, AbortSignal.timeout(opened.policy.deadline)]))
    return undefined
  } catch (error) {
    return asFailure(error, 'in its check')
  }
}

/** The failure of a question to the far end. @param when for a mistake of the connector: "in its check". */
export function asFailure(error: unknown, when: string): DeliveryError {
  if (error instanceof DeliveryError) return error
  const place = errorPlace(error)
  return new DeliveryError('internal', {
    message: `The connector failed ${when}${place ? ` (${place})` : ''}`,
    code: 'INTERNAL',
    cause: error,
  })
}

/** The fields that the far end accepts now. @returns undefined if the far end cannot be asked, or does not answer */
export async function farFields(
  opened: OpenDestination,
  stopping: AbortSignal,
): Promise<readonly FarField[] | undefined> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(opened.policy.deadline)])
  // The check has passed already, and the fields are an extra: a failure to read them is no failure of the check.
  return opened.destination.describe?.(signal).catch(() => undefined)
}
