import type { Connector } from '../src/connector.ts'
import { azureBlob } from './azure-blob/index.ts'
import { azureTable } from './azure-table/index.ts'
import { dynamics } from './dynamics/index.ts'
import { email } from './email/index.ts'
import { https } from './https/index.ts'
import { marketo } from './marketo/index.ts'
import { salesforce } from './salesforce/index.ts'

/** Every connector that comes with the hub: one folder, one line. */
export const connectors: readonly Connector[] = [azureBlob, azureTable, dynamics, email, https, marketo, salesforce]
