import { expect } from 'vitest'
import { DeliveryError } from '../../src/failure.ts'

/** The DeliveryError that this ends in; fails the test when it goes through or ends in anything else. */
export async function failureOf(result: Promise<unknown> | undefined): Promise<DeliveryError> {
  return Promise.resolve(result).then(
    () => expect.fail('it went through'),
    (error: unknown) => (error instanceof DeliveryError ? error : Promise.reject(error)),
  )
}
