/** Classifies a failed reading of the table. */
import { DeliveryError } from '../../failure.ts'
import { storageFailure } from '../../outside/azure-storage/failure.ts'
import { storageProblemId, storageProblems } from '../../outside/azure-storage/problems.ts'
import type { ReadFailure } from '../source.ts'

/** Messages where the remedy for reading differs from the connector's catalogue, which is about writing. */
const hints: Readonly<Record<string, string>> = {
  TableNotFound:
    'Azure Table: the table is not there. Microsoft makes MarketplaceLeads with the first lead; compare `table` with Storage browser > Tables',
  ResourceNotFound: 'Azure Table: the table is not there; compare `table` with Storage browser > Tables',
  AuthorizationPermissionMismatch:
    'Azure Table: the right to read is missing. Give the application the role Storage Table Data Reader, or make a SAS with the permission Read (Query)',
  AuthorizationResourceTypeMismatch: 'Azure Table: the SAS must allow the resource types Container and Object',
  InsufficientAccountPermissions: 'Azure Table: the right to read is missing; make a SAS with the permission Read',
  ERR_PRIVATE_NETWORK: 'Azure Table: the address lies in a private network; allow it with allowNetworks of the source',
}

const problems = storageProblems('table')
/** This entry is about a lost write, so it does not fit a reading. */
const lostWrite = storageProblemId('table', 'service-failed')

export function readFailure(reason: unknown, now: Date): ReadFailure {
  const failure = asRead(classified(reason, now))
  const hint = hints[failure.detail.code ?? '']
  if (hint) return { ...failure, detail: { ...failure.detail, message: hint } }
  // The code finds the entry later; an entry that was found by the text of a refused sign-in is about the right to
  // write.
  const { problem, ...detail } = failure.detail
  if (problem === lostWrite) return { ...failure, detail }
  return { ...failure, detail, catalogue: 'azure-table' }
}

function classified(reason: unknown, now: Date): DeliveryError {
  try {
    return storageFailure(reason, { service: 'table', problems, now: () => now })
  } catch (cause) {
    const message = 'Reading the table failed in a way it should not; report it'
    return new DeliveryError('internal', { message, code: 'INTERNAL', cause })
  }
}

function asRead({ class: failureClass, detail }: DeliveryError): ReadFailure {
  const reply = detail.status ? `it answered ${detail.status}` : 'no whole answer came'
  if (failureClass === 'uncertain')
    return { class: 'transient', detail: { ...detail, message: `Azure Table: ${reply}; it is asked again` } }
  if (failureClass === 'rejected') {
    return { class: 'configuration', detail: { ...detail, message: `Azure Table refuses the query: ${reply}` } }
  }
  return { class: failureClass, detail }
}
