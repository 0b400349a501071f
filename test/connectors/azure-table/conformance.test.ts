import { azureTable } from '../../../connectors/azure-table/index.ts'
import { conformance } from '../conformance.ts'
import { startTable } from './azure-table.ts'

conformance(azureTable, startTable)
