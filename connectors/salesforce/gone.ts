import type { HttpReply } from '../../src/outside/http.ts'
import { read } from './reply.ts'

// A deleted record keeps its own code for the 15 days of the recycle bin, then its id is like one that never was.
const absent = new Set(['NOT_FOUND', 'INVALID_CROSS_REFERENCE_KEY'])

/** Whether a write by record id was refused because the record is no more. Faults that name a field are about others. */
export function isGone(reply: HttpReply): boolean {
  const [fault, more] = read(reply).faults
  if (!fault || more || fault.fields.length > 0) return false
  return fault.code === 'ENTITY_IS_DELETED' || (reply.status === 404 && absent.has(fault.code))
}

/** Salesforce lets nobody write a lead that has become a contact. */
export function isConverted(reply: HttpReply): boolean {
  return read(reply).faults.some(({ code }) => code === 'CANNOT_UPDATE_CONVERTED_LEAD')
}
