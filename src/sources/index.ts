import { azureTable } from './azure-table/index.ts'
import { form } from './form/index.ts'
import { json } from './json/index.ts'
import { marketplace } from './marketplace/index.ts'
import type { Source } from './source.ts'

/** Every kind of source; each has a folder and a line here. */
export const sources = [marketplace, form, json, azureTable] as const satisfies readonly Source[]
