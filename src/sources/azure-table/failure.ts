/** What a reading that failed means, in the words of reading. */
import { DeliveryError } from '../../failure.ts'
import { storageFailure } from '../../outside/azure-storage-failure.ts'
import type { ReadFailure } from '../source.ts'

/** Where reading asks for something else than writing does, which is what the connector's catalogue speaks of. */
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

export function readFailure(reason: unknown, now: Date): ReadFailure {
  const failure = asRead(classified(reason, now))
  const hint = hints[failure.detail.code ?? '']
  if (hint) return { ...failure, detail: { ...failure.detail, message: hint } }
  return { ...failure, catalogue: 'azure-table' }
}

function classified(reason: unknown, now: Date): DeliveryError {
  try {
    return storageFailure(reason, 'Azure Table', now)
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
