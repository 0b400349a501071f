/** One lead as the body of `PATCH leads(<id>)`. */
import { v5 as uuidv5 } from 'uuid'
import type { Note } from '../../src/connector.ts'
import { configuration, rejected } from '../../src/failure.ts'
import { cut } from '../../src/lead/text.ts'
import type { Column, Columns } from './columns.ts'
import type { Settings } from './settings.ts'

/** Never to be changed: it is what makes a repeat find the record of the first try. */
const namespace = 'b9b1b3de-6a3e-4f0e-9a55-0d6f6a5c7c11'

/** The record's own id, made of the lead's: no column has to be added to recognise a lead. */
export function recordId(leadId: string): string {
  return uuidv5(leadId, namespace)
}

export interface Composed {
  body: Record<string, string | number | boolean>
  notes: Note[]
}

/** @throws DeliveryError `configuration`: a field that leads do not have; `rejected`: a value of the wrong kind. */
export function compose(fields: Readonly<Record<string, string>>, columns: Columns, settings: Settings): Composed {
  const { body, notes } = composeFields(fields, columns)
  const own: Composed['body'] = references(settings)
  if (settings.leadSourceCode !== undefined) own['leadsourcecode'] = settings.leadSourceCode
  return { body: { ...own, ...body }, notes }
}

/** The mapped fields alone. */
export function composeFields(fields: Readonly<Record<string, string>>, columns: Columns): Composed {
  const missing = missingColumns(Object.keys(fields), columns)
  if (missing.length > 0) throw unknownFields(missing)
  const notes: Note[] = []
  const body: Composed['body'] = {}
  for (const [name, text] of Object.entries(fields)) {
    const column = columns.byName.get(name)
    const kept = column?.maxLength === undefined ? text : cut(text, column.maxLength)
    if (kept !== text) notes.push({ field: name, from: text.length, to: kept.length })
    body[name] = typed(name, kept, column)
  }
  return { body, notes }
}

/** Lookups are bound, not set: `campaignid@odata.bind` (webapi/associate-disassociate-entities-using-web-api). */
function references({ ownerUser, ownerTeam, campaign }: Settings): Record<string, string> {
  return {
    ...(ownerUser ? { 'ownerid@odata.bind': `/systemusers(${ownerUser})` } : {}),
    ...(ownerTeam ? { 'ownerid@odata.bind': `/teams(${ownerTeam})` } : {}),
    ...(campaign ? { 'campaignid@odata.bind': `/campaigns(${campaign})` } : {}),
  }
}

/** Names that cannot be set on a new lead. A bound lookup (`…@odata.bind`) is Dataverse's to judge. */
export function missingColumns(names: readonly string[], { byName, known }: Columns): string[] {
  return known ? names.filter((name) => !name.includes('@') && !byName.get(name)?.writable) : []
}

export function unknownFields(names: readonly string[]) {
  return configuration({
    code: 'UNKNOWN_FIELD',
    problem: 'dynamics-unknown-field',
    message: `Leads of this environment have no field ${names.join(', ')} that can be set; mend the mapping`,
  })
}

const numbers = new Set(['Picklist', 'State', 'Status', 'Integer', 'BigInt', 'Decimal', 'Double', 'Money'])
const truths = new Map([
  ...['true', '1', 'yes'].map((word) => [word, true] as const),
  ...['false', '0', 'no'].map((word) => [word, false] as const),
])

/** Mapped values are text; Dataverse takes a number or a truth value only as such. */
function typed(name: string, text: string, column: Column | undefined): string | number | boolean {
  if (!column || (column.type !== 'Boolean' && !numbers.has(column.type))) return text
  const value = column.type === 'Boolean' ? truths.get(text.toLowerCase()) : finite(text)
  if (value !== undefined) return value
  const message = `${name} wants a value of type ${column.type}; mend its template and replay`
  throw rejected({ code: 'VALUE_OF_WRONG_TYPE', problem: 'dynamics-option-value', message })
}

function finite(text: string): number | undefined {
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}
