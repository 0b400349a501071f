import { DeliveryError, transient } from '../failure.ts'

/**
 * A step before the write: a token fetched, a table made. Whatever became of it, the lead was not sent; so a lost reply is
 * `transient` here, not `uncertain`.
 */
export async function unsent<T>(step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    throw error instanceof DeliveryError && error.class === 'uncertain' ? transient(error.detail) : error
  })
}
