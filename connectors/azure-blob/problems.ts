import type { Problem } from '../../src/connector.ts'
import type { DeliveryError } from '../../src/failure.ts'
export function problemOf(failure: DeliveryError): DeliveryError {
  return failure
}
export const problems: readonly Problem[] = []
