import type { Delivery, Destination, Receipt, Tools } from '../../src/connector.ts'
import { checkLead } from './check.ts'
import { type Act, failureOf } from './classify.ts'
import { findLead, linkTo } from './find.ts'
import { type Answer, openOrg } from './org.ts'
import { toRecord } from './record.ts'
import { type Fault, type Match, read } from './reply.ts'
import type { Settings } from './settings.ts'
import { farFields, openShape } from './shape.ts'

/** Leads through the REST API: upserted by the external id field where there is one, otherwise inserted. */
export function openRest(settings: Settings, tools: Tools): Destination {
  const org = openOrg(settings, tools)
  const shapes = openShape(org, tools)
  const field = settings.externalIdField
  const act: Act = field ? 'upsert' : 'insert'

  async function find(delivery: Delivery): Promise<Receipt | undefined> {
    return findLead(delivery, await shapes.get(delivery.signal), settings, org, tools)
  }

  return {
    find,
    async deliver(delivery) {
      org.pace()
      // An upsert would overwrite what a salesperson has changed since the earlier try.
      const there = field && delivery.mayBeThere ? await find(delivery) : undefined
      if (there) return there
      const { record, notes } = toRecord(delivery, await shapes.get(delivery.signal), act === 'insert')
      const options = { headers: headersFor(settings) }
      const answer = await org.send(delivery.signal, (connection) =>
        field
          ? connection.upsert('Lead', { ...record, [field]: delivery.leadId }, field, options)
          : connection.create('Lead', record, options),
      )
      const receipt = receiptOf(answer, settings, act)
      if (receipt) return { ...receipt, notes: [...notes, ...(receipt.notes ?? [])] }
      const failure = failureOf(answer.reply, act, tools.now())
      if (stale.has(failure.detail.code ?? '')) shapes.drop()
      throw failure
    },
    async check(signal) {
      await org.signIn(signal)
      shapes.drop()
      checkLead(await shapes.get(signal), settings, tools)
    },
    describe: async (signal) => farFields(await shapes.get(signal)),
  }
}

// The org's fields have changed since they were described.
const stale = new Set([
  'INVALID_FIELD',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'STRING_TOO_LONG',
  'FIELD_INTEGRITY_EXCEPTION',
])

function headersFor({ saveDespiteAlert, assignmentRule }: Settings): Record<string, string> {
  return {
    'Sforce-Duplicate-Rule-Header': `allowSave=${saveDespiteAlert}`,
    'Sforce-Auto-Assign': typeof assignmentRule === 'string' ? assignmentRule : assignmentRule ? 'TRUE' : 'FALSE',
  }
}

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
  const there = (match: Match | undefined, note: string): Receipt => ({
    outcome: 'already-there',
    status,
    notes: [note],
    ...(match && { reference: match.id, link: linkTo(instanceUrl, match.id, match.type) }),
  })
  const { code, message } = fault
  const field = settings.externalIdField
  if (code === 'DUPLICATES_DETECTED' && settings.whenDuplicate === 'already-there') {
    const [match] = fault.matches
    return there(
      match,
      `A duplicate rule blocked it: a similar ${match?.type ?? 'record'} is there, which need not be this lead`,
    )
  }
  if (code === 'DUPLICATE_VALUE' && field && (message.includes(field) || fault.fields.includes(field))) {
    const [id] = /\b00Q[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b/.exec(message) ?? []
    return there(id ? { id, type: 'Lead' } : undefined, 'The external id field holds this lead’s id already')
  }
  if (code === 'CANNOT_UPDATE_CONVERTED_LEAD' && act === 'upsert') {
    return there(undefined, 'The lead is there and has been converted since')
  }
  return undefined
}
