/** The codes that are answers, not failures. */
import { unproven } from '../../src/outside/azure-storage/failure.ts'

/** The codes of a row, or of a table, that does not exist. */
export const missing = ['TableNotFound', 'ResourceNotFound']

/** The SDK fails on an answer without a row. */
export function rowlessAnswer(failure: unknown): never {
  throw failure instanceof TypeError ? unproven('table', 200) : failure
}
