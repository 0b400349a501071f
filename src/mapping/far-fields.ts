/** Compares a mapping with the fields of the far end, before a lead is refused or cut. Pure. */
import type { FarField, FieldMap } from '../connector.ts'
import type { Mapping } from './map.ts'

export interface FieldDoubt {
  field: string
  /**
   * `cut`: longer values may be cut there. `unfilled`: the far end requires the field, and the mapping leaves it out.
   */
  doubt: 'unknown' | 'read-only' | 'cut' | 'unfilled'
  /** For the operator. */
  message: string
}

/** @param byDefault the connector's own fields; the connector leaves out those that the far end lacks. */
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

/** Far ends do not list the names of bindings to other records (`parentaccountid@odata.bind`). */
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
