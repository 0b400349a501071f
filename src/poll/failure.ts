/** What a reading that failed means, in the words of reading: nothing was sent, so nothing is ever uncertain or rejected. */
import type { Connector } from '../connector.ts'
import { findProblem } from '../delivery/problem.ts'
import { DeliveryError, type FailureDetail } from '../failure.ts'
import { storageFailure } from '../outside/azure-storage-failure.ts'

export interface ReadFailure {
  class: 'transient' | 'configuration' | 'internal'
  detail: FailureDetail
  /** Id of the catalogue's entry, where it fits reading too. */
  problem: string
}

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

export function readFailure(reason: unknown, connectors: readonly Connector[], now = new Date()): ReadFailure {
  const { class: told, detail } = asRead(classified(reason, now))
  const hint = hints[detail.code ?? '']
  // The same service says the same to the connector that writes there.
  const { problems = [] } = connectors.find(({ type }) => type === 'azure-table') ?? {}
  const problem = hint ? '' : (findProblem(problems, detail)?.id ?? '')
  return { class: told, detail: hint ? { ...detail, message: hint } : detail, problem }
}

function classified(reason: unknown, now: Date): DeliveryError {
  try {
    return storageFailure(reason, 'Azure Table', now)
  } catch (cause) {
    const message = 'Reading the table failed in a way it should not; report it'
    return new DeliveryError('internal', { message, code: 'INTERNAL', cause })
  }
}

function asRead({ class: told, detail }: DeliveryError): { class: ReadFailure['class']; detail: FailureDetail } {
  const said = detail.status ? `it answered ${detail.status}` : 'no whole answer came'
  if (told === 'uncertain')
    return { class: 'transient', detail: { ...detail, message: `Azure Table: ${said}; it is asked again` } }
  if (told === 'rejected') {
    return { class: 'configuration', detail: { ...detail, message: `Azure Table refuses the query: ${said}` } }
  }
  return { class: told, detail }
}

const longestBackOff = 600_000

/** Milliseconds until the next try: `every`, doubled with each failure in a row up to ten minutes, or what was asked for. */
export function waitAfter(failures: number, every: number, { retryAt }: FailureDetail, now = new Date()): number {
  const most = Math.max(every, longestBackOff)
  const asked = retryAt ? Math.min(retryAt.getTime() - now.getTime(), most) : 0
  return Math.max(asked, Math.min(every * 2 ** Math.min(failures, 20), most))
}
