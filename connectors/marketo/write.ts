import type { Delivery } from '../../src/connector.ts'
import type { Call } from './api.ts'
import type { Value } from './fields.ts'
import type { Settings } from './settings.ts'

type Write = Pick<Call, 'kind' | 'method' | 'path' | 'body'>

/** Fields of the mapping that are no person fields: they stand beside the person in push.json. */
export const pushPrefix = 'push.'

export function writeOf(settings: Settings, delivery: Delivery, person: Record<string, Value>): Write {
  if (settings.mode === 'form') return submitForm(settings, delivery, person)
  return settings.program ? pushLead(settings, delivery, person) : syncLead(settings, person)
}

/** Persons are deleted by id alone (help/rest-api/leads.md, "Delete"). */
export function deletionOf(id: string): Write {
  return post('upsert', '/rest/v1/leads/delete.json', { input: [{ id: Number(id) }] })
}

function submitForm({ formId }: Settings, { id }: Delivery, person: Record<string, Value>): Write {
  // Shown as "Query Parameters" of the Fill Out Form activity: how a person finds out what became of a doubtful one.
  const visitorData = { queryString: `leadyard=${id}` }
  const input = [{ leadFormFields: person, visitorData }]
  return post('activity', '/rest/v1/leads/submitForm.json', { formId: Number(formId), input })
}

function pushLead({ program, partition }: Settings, { fields }: Delivery, person: Record<string, Value>): Write {
  return post('activity', '/rest/v1/leads/push.json', {
    programName: program,
    partitionName: partition,
    source: fields[`${pushPrefix}source`],
    reason: fields[`${pushPrefix}reason`],
    lookupField: 'email',
    input: [person],
  })
}

function syncLead({ partition }: Settings, person: Record<string, Value>): Write {
  const body = { action: 'createOrUpdate', lookupField: 'email', partitionName: partition, input: [person] }
  return post('upsert', '/rest/v1/leads.json', body)
}

function post(kind: Write['kind'], path: string, body: object): Write {
  return { kind, method: 'POST', path, body }
}
