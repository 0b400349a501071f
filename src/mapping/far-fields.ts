/** What a far end's own fields say of a mapping, before a lead is lost or cut by them. Pure. */
import type { FarField, FieldMap } from '../connector.ts'
import type { Mapping } from './map.ts'

export interface FieldDoubt {
  field: string
  /** `cut`: longer values lose their end there. `unfilled`: the far end insists on it, and the mapping leaves it out. */
  doubt: 'unknown' | 'read-only' | 'cut' | 'unfilled'
  /** For the operator. */
  message: string
}

/** @param byDefault the connector's own fields: it leaves out by itself those of them that a far end lacks. */
export function fieldDoubts({ fields }: Mapping, far: readonly FarField[], byDefault: FieldMap = {}): FieldDoubt[] {
  const known = new Map(far.map((field) => [field.name.toLowerCase(), field]))
  const mapped = new Set(fields.map(({ name }) => name.toLowerCase()))
  const doubts = fields
    .filter(({ name }) => isPlain(name) && (known.has(name.toLowerCase()) || !(name in byDefault)))
    .flatMap((field) => doubtOf(field, known.get(field.name.toLowerCase())))
  const unfilled = far.filter(({ name, required, writable }) => required && writable && !mapped.has(name.toLowerCase()))
  return [
    ...doubts,
    ...unfilled.map(({ name }) => ({
      field: name,
      doubt: 'unfilled' as const,
      message: 'the far end requires it, and the mapping does not fill it: leads may be refused',
    })),
  ]
}

/** A binding to another record (`parentaccountid@odata.bind`) goes by a name that far ends do not tell. */
function isPlain(name: string): boolean {
  return /^\w+$/.test(name)
}

function doubtOf({ name, maxLength }: Mapping['fields'][number], far: FarField | undefined): FieldDoubt[] {
  if (!far) {
    return [{ field: name, doubt: 'unknown', message: 'the far end does not tell of such a field: check its name' }]
  }
  if (!far.writable) return [{ field: name, doubt: 'read-only', message: 'the far end does not let it be written' }]
  if (far.maxLength === undefined || (maxLength !== undefined && maxLength <= far.maxLength)) return []
  const message = `the far end takes ${far.maxLength} characters: longer values are cut there, or refused`
  return [{ field: name, doubt: 'cut', message }]
}
