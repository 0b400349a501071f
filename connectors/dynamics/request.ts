/** The request that writes a lead's record. */
import { v5 as uuidv5 } from 'uuid'
import type { Delivery, Note, Preview } from '../../src/connector.ts'
import { configuration, rejected } from '../../src/failure.ts'
import { cut } from '../../src/lead/text.ts'
import { type Column, type Columns, documented, missingColumns } from './fields.ts'
import type { Settings } from './settings.ts'

/** Never change it: with it a repeat finds the record of the first attempt. */
const namespace = 'b9b1b3de-6a3e-4f0e-9a55-0d6f6a5c7c11'

/** The record's own id is made of the lead's: no column has to be added to recognise a lead. */
export function recordId(leadId: string): string {
  return uuidv5(leadId, namespace)
}

/** @throws DeliveryError `configuration`: leads have no such field; `rejected`: a value of the wrong kind. */
export function creationOf({ leadId, fields }: Delivery, columns: Columns, settings: Settings) {
  const { body, notes } = bodyOf(fields, columns)
  const { leadSourceCode: leadsourcecode } = settings
  return {
    method: 'PATCH',
    path: `leads(${recordId(leadId)})`,
    headers: {
      'content-type': 'application/json',
      'if-none-match': '*',
      'mscrm.suppressduplicatedetection': String(settings.duplicateRules === 'ignore'),
    },
    body: { ...references(settings), ...(leadsourcecode === undefined ? {} : { leadsourcecode }), ...body },
    notes,
  } as const
}

export function previewOf(delivery: Delivery, settings: Settings): Preview {
  const { path, notes, ...request } = creationOf(delivery, documented, settings)
  const to = `${new URL(settings.url).host}/api/data/v9.2/${path}`
  return { ...request, to, notes: [...notes, notRead] }
}

const notRead =
  'Shown with the documented columns of lead; a delivery uses the lengths and kinds of this environment, which must have every mapped field'

/**
 * Owner, campaign and lead source of the settings stay out: they are for new leads, and people may have changed them.
 * @throws DeliveryError as `creationOf` does.
 */
export function updateOf({ fields }: Delivery, columns: Columns, id: string) {
  return {
    method: 'PATCH',
    path: `leads(${id})`,
    // "Prevent create in upsert" (perform-conditional-operations-using-web-api): no record, no write. Duplicate rules
    // are for new records, and an update makes none.
    headers: { 'content-type': 'application/json', 'if-match': '*', 'mscrm.suppressduplicatedetection': 'true' },
    ...bodyOf(fields, columns),
  } as const
}

type Value = string | number | boolean

function bodyOf(fields: Readonly<Record<string, string>>, columns: Columns) {
  const missing = missingColumns(Object.keys(fields), columns)
  if (missing.length > 0) throw unknownFields(missing)
  const notes: Note[] = []
  const body: Record<string, Value> = {}
  for (const [name, text] of Object.entries(fields)) {
    const column = columns.byName.get(name)
    const short = column?.maxLength === undefined ? text : cut(text, column.maxLength)
    if (short !== text) notes.push({ field: name, from: text.length, to: short.length })
    body[name] = typed(name, short, column)
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

export function unknownFields(names: readonly string[]) {
  return configuration({
    code: 'UNKNOWN_FIELD',
    problem: 'dynamics-unknown-field',
    message: `Leads of this environment have no field ${names.join(', ')} that can be set; fix the mapping`,
  })
}

const numbers = ['Picklist', 'State', 'Status', 'Integer', 'BigInt', 'Decimal', 'Double', 'Money']
const truths = new Map([
  ...['true', '1', 'yes'].map((word) => [word, true] as const),
  ...['false', '0', 'no'].map((word) => [word, false] as const),
])

/** Mapped values are text; Dataverse takes a number or a truth value only as such. */
function typed(name: string, text: string, column: Column | undefined): Value {
  if (!column || (column.type !== 'Boolean' && !numbers.includes(column.type))) return text
  const value = column.type === 'Boolean' ? truths.get(text.toLowerCase()) : Number(text)
  if (value !== undefined && (typeof value === 'boolean' || Number.isFinite(value))) return value
  const message = `${name} needs a value of type ${column.type}; fix its template and replay`
  throw rejected({ code: 'VALUE_OF_WRONG_TYPE', problem: 'dynamics-option-value', message })
}
