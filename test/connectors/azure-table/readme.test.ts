import { azureTable } from '../../../connectors/azure-table/index.ts'
import { documented } from '../documented.ts'

documented(azureTable)
