import type { Connector } from '../src/connector.ts'
import { azureTable } from './azure-table/index.ts'
import { https } from './https/index.ts'

/** Every connector that comes with the hub: one folder, one line. */
export const connectors: readonly Connector[] = [azureTable, https]
