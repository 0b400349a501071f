import { DeliveryError, transient } from '../failure.ts'

/**
 * Wraps a step before the write, such as fetching a token or creating a table. The lead has not been sent yet, so a
 * lost reply is `transient` here, not `uncertain`.
 */
export async function unsent<T>(step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    throw error instanceof DeliveryError && error.class === 'uncertain' ? transient(error.detail) : error
  })
}
