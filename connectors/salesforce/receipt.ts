import type { Receipt } from '../../src/connector.ts'
import type { Act } from './classify.ts'
import { linkTo } from './find.ts'
import type { Answer } from './org.ts'
import { type Fault, read } from './reply.ts'
import type { Settings } from './settings.ts'

/** `undefined` when the reply proves no lead. */
export function receiptOf({ reply, instanceUrl }: Answer, settings: Settings, act: Act): Receipt | undefined {
  const { status } = reply
  const { saved, faults } = read(reply)
  if (saved && (status === 201 || status === 200)) {
    const outcome = status === 201 || saved.created ? 'created' : 'updated'
    return { outcome, reference: saved.id, link: linkTo(instanceUrl, saved.id), status }
  }
  // API versions below 46 answer an upsert of an existing lead so.
  if (status === 204 && act === 'upsert')
    return { outcome: 'updated', status, notes: ['Salesforce named no record id'] }
  const [fault] = faults
  return fault && faults.length === 1 && status < 500
    ? duplicateReceipt(fault, settings, act, instanceUrl, status)
    : undefined
}

function duplicateReceipt(fault: Fault, settings: Settings, act: Act, instanceUrl: string, status: number) {
  const there = (note: string): Receipt => ({ outcome: 'already-there', status, notes: [note] })
  const { code, message } = fault
  const field = settings.externalIdField
  if (code === 'DUPLICATES_DETECTED' && settings.whenDuplicate === 'already-there') {
    const [match] = fault.matches
    if (!match) return there('A duplicate rule blocked it: a similar record is there, which need not be this lead')
    const { id, type } = match
    // No reference: what is somebody else's must be neither written over nor erased for this person.
    const note = `A duplicate rule blocked it: a similar ${type} (${id}) is there, which need not be this lead`
    return { ...there(note), link: linkTo(instanceUrl, id, type) }
  }
  if (code === 'DUPLICATE_VALUE' && field && (message.includes(field) || fault.fields.includes(field))) {
    const [id] = /\b00Q[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b/.exec(message) ?? []
    const ours = there('The external id field holds this lead’s id already')
    return id ? { ...ours, reference: id, link: linkTo(instanceUrl, id) } : ours
  }
  if (code === 'CANNOT_UPDATE_CONVERTED_LEAD' && act === 'upsert') {
    return there('The lead is there and has been converted since')
  }
  return undefined
}
