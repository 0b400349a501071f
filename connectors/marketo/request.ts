/** The request of a delivery: the person, and the body around the person. No I/O. */
import { domainToASCII } from 'node:url'
import type { Delivery, Note } from '../../src/connector.ts'
import type { DeliveryError } from '../../src/failure.ts'
import { cut } from '../../src/lead/text.ts'
import type { Call } from './client.ts'
import type { PersonFields } from './fields.ts'
import { failureById } from './replies.ts'
import type { Settings } from './settings.ts'

type Write = Pick<Call, 'kind' | 'method' | 'path' | 'body'>

type Value = string | number | boolean

/** Values by REST name. */
export type Person = Readonly<Record<string, Value>>

/** Marks fields of the mapping that are no person fields: they stand next to the person in push.json. */
const pushPrefix = 'push.'

/**
 * Cuts each value to its length in Marketo and gives numbers and booleans their type. A field without description goes as
 * it is.
 */
export function personOf({ fields }: Delivery, email: string, described: PersonFields) {
  const own = Object.entries(fields).filter(([name]) => !name.startsWith(pushPrefix))
  const texts = { ...Object.fromEntries(own), email }
  const person: Record<string, Value> = {}
  const notes: Note[] = []
  for (const [name, text] of Object.entries(texts)) {
    const { maxLength = Number.POSITIVE_INFINITY, dataType = 'string' } = described.get(name) ?? {}
    // Marketo counts a text area in bytes of UTF-8.
    const fitting = cut(text, maxLength, dataType === 'text' ? 'bytes' : 'characters')
    if (fitting !== text) notes.push({ field: name, from: text.length, to: fitting.length })
    if (fitting) person[name] = typed(fitting, dataType)
  }
  return { person, notes }
}

const numeric = new Set(['integer', 'score', 'float', 'currency', 'percent'])

function typed(text: string, dataType: string): Value {
  if (dataType === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (numeric.has(dataType) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text
}

const longestEmail = 255
const printable = /^[\x21-\x7e]+$/

/**
 * "Only ASCII characters are supported in the email address field" (help/rest-api/leads.md, "Create and Update"). A
 * domain has an ASCII form; the part before the @ has none. Never cut: a shorter address belongs to another person.
 * @throws DeliveryError `rejected` without an e-mail that Marketo takes.
 */
export function asciiEmail(text = ''): string {
  const email = text.trim()
  if (!email)
    throw unusable('EMAIL_MISSING', 'The lead has no e-mail address, and Marketo knows persons only by e-mail')
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const domain = email.slice(at + 1)
  if (at < 1 || !domain || /\s/.test(email)) throw unusable('EMAIL_INVALID', 'The e-mail of the lead is not an address')
  if (!printable.test(local)) {
    throw unusable('EMAIL_NOT_ASCII', 'The e-mail has letters before the @ that Marketo does not take (ASCII only)')
  }
  const host = printable.test(domain) ? domain.toLowerCase() : domainToASCII(domain)
  if (!host) throw unusable('EMAIL_INVALID', 'The e-mail of the lead ends in something that is not a domain')
  const ascii = `${local}@${host}`
  if (ascii.length <= longestEmail) return ascii
  throw unusable('EMAIL_TOO_LONG', `The e-mail is longer than Marketo's ${longestEmail} characters`)
}

function unusable(code: string, message: string): DeliveryError {
  return failureById('marketo-no-usable-email', { code, message: `${message}; fix the lead and replay it` })
}

export function writeOf(settings: Settings, delivery: Delivery, person: Person): Write {
  if (settings.mode === 'form') return submitForm(settings, delivery, person)
  return settings.program ? pushLead(settings, delivery, person) : syncLead(settings, person)
}

/** Marketo deletes persons by id alone (help/rest-api/leads.md, "Delete"). */
export function deletionOf(id: string): Write {
  return post('upsert', '/rest/v1/leads/delete.json', { input: [{ id: Number(id) }] })
}

function submitForm({ formId }: Settings, { id }: Delivery, person: Person): Write {
  // The Fill Out Form activity shows this as "Query Parameters": there an operator finds an uncertain delivery.
  const visitorData = { queryString: `leadyard=${id}` }
  const input = [{ leadFormFields: person, visitorData }]
  return post('activity', '/rest/v1/leads/submitForm.json', { formId: Number(formId), input })
}

function pushLead({ program, partition }: Settings, { fields }: Delivery, person: Person): Write {
  return post('activity', '/rest/v1/leads/push.json', {
    programName: program,
    partitionName: partition,
    source: fields[`${pushPrefix}source`],
    reason: fields[`${pushPrefix}reason`],
    lookupField: 'email',
    input: [person],
  })
}

function syncLead({ partition }: Settings, person: Person): Write {
  const body = { action: 'createOrUpdate', lookupField: 'email', partitionName: partition, input: [person] }
  return post('upsert', '/rest/v1/leads.json', body)
}

function post(kind: Write['kind'], path: string, body: object): Write {
  return { kind, method: 'POST', path, body }
}
