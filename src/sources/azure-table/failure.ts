/** What a failed reading means, in the words of reading. */
import { DeliveryError } from '../../failure.ts'
import { storageFailure } from '../../outside/azure-storage/failure.ts'
import { storageProblemId, storageProblems } from '../../outside/azure-storage/problems.ts'
import type { ReadFailure } from '../source.ts'

/** Remedies where reading needs something else than writing, of which the connector's catalogue speaks. */
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
/** A reading wrote nothing, so this entry does not speak of it. */
const lostWrite = storageProblemId('table', 'service-failed')

export function readFailure(reason: unknown, now: Date): ReadFailure {
  const failure = asRead(classified(reason, now))
  const hint = hints[failure.detail.code ?? '']
  if (hint) return { ...failure, detail: { ...failure.detail, message: hint } }
  // The entry is found by the code: those that the words of a refused sign-in lead to speak of the rights to write.
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

function asRead({ class: told, detail }: DeliveryError): ReadFailure {
  const said = detail.status ? `it answered ${detail.status}` : 'no whole answer came'
  if (told === 'uncertain')
    return { class: 'transient', detail: { ...detail, message: `Azure Table: ${said}; it is asked again` } }
  if (told === 'rejected') {
    return { class: 'configuration', detail: { ...detail, message: `Azure Table refuses the query: ${said}` } }
  }
  return { class: told, detail }
}
