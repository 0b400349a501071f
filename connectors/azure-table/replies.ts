/** Which answers of the service prove what. */
import { unproven } from '../../src/outside/azure-storage/failure.ts'

/** The codes of a row, or of a table, that is not there. */
export const missing = ['TableNotFound', 'ResourceNotFound']

/** The SDK stumbles over an answer without a row. */
export function rowlessAnswer(failure: unknown): never {
  throw failure instanceof TypeError ? unproven('table', 200) : failure
}
