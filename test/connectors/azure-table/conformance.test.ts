import { azureTable } from '../../../connectors/azure-table/index.ts'
import { conformance } from '../conformance.ts'
import { startTable } from './far-end.ts'

conformance(azureTable, startTable)
