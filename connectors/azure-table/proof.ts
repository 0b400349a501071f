/** Which answers of the service prove what. */
import { type DeliveryError, uncertain } from '../../src/failure.ts'
import { storageCode } from '../../src/outside/azure-storage-failure.ts'

export function unproven(status: number): DeliveryError {
  const message = 'Azure Table answered without the proof that the row is written'
  return uncertain({ message, code: 'UNPROVEN', status })
}

export function isMissing(failure: unknown): boolean {
  const code = storageCode(failure)
  return code === 'TableNotFound' || code === 'ResourceNotFound'
}
