/** The codes and patterns of each problem, and its class. The words stand in problems.md; the first match counts. */
import { storageProblems } from '../../src/outside/azure-storage/problems.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'

const own: readonly Signs[] = [
  {
    id: 'azure-table-column-refused',
    class: 'configuration',
    onlyByLead: true,
    codes: ['PropertyNameInvalid', 'PropertyNameTooLong', 'DuplicatePropertiesSpecified'],
  },
  { id: 'azure-table-too-many-columns', class: 'rejected', codes: ['TooManyProperties'] },
  { id: 'azure-table-input-refused', class: 'configuration', onlyByLead: true, codes: ['InvalidInput'] },
  { id: 'azure-table-value-missing', class: 'configuration', onlyByLead: true, codes: ['PropertiesNeedValue'] },
  { id: 'azure-table-out-of-range', class: 'rejected', codes: ['OutOfRangeInput', 'KeyValueTooLarge'] },
  {
    id: 'azure-table-too-large',
    class: 'rejected',
    codes: ['PropertyValueTooLarge', 'EntityTooLarge', 'RequestBodyTooLarge'],
  },
  { id: 'azure-table-row-changed', class: 'transient', codes: ['UpdateConditionNotSatisfied'] },
  { id: 'azure-table-no-rows' },
]

export const problems = readCatalogue(import.meta.dirname, [
  ...storageProblems('table'),
  ...own,
  ...entraProblems({ type: 'azure-table', application: 'clientId', directory: 'directoryId', secret: 'clientSecret' }),
])
