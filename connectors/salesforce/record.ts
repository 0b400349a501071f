/** Mapped fields made into what this org takes. Pure; every change is noted without the lead's data. */
import type { Cut, Delivery, Note } from '../../src/connector.ts'
import { rejected } from '../../src/failure.ts'
import { cut } from '../../src/lead/text.ts'
import type { OrgField, Shape } from './shape.ts'

export interface Prepared {
  fields: Record<string, string>
  notes: Note[]
}

type Value = string | number | boolean

/** @param shape `undefined`: the org's description could not be had; standard lengths hold. */
export function toRecord(delivery: Delivery, shape: Shape | undefined, tail: Pick<Limits, 'keyed' | 'appends'>) {
  const codes = shape?.fields.get('CountryCode')
  const useCode = (code: string) => codes?.createable === true && listed(codes, code)
  const limits = {
    email: shape?.fields.get('Email')?.length || 80,
    text: shape?.fields.get('Description')?.length || 32_000,
  }
  const { fields, notes } = prepare(delivery, { ...limits, ...tail, useCode, freeText: codes?.createable !== true })
  if (shape) keepDoNotContact(fields, notes, shape)
  const record: Record<string, Value> = {}
  for (const [name, value] of Object.entries(fields)) {
    const fitted = suited(name, value, shape?.fields.get(name))
    if (typeof fitted === 'string' && fitted.length < value.length) notes.push(cutNote(name, value, fitted))
    record[name] = fitted
  }
  return { record, notes }
}

export interface Limits {
  email: number
  text: number
  /** Write the `lead-key:` line: the only trace by which a lead without an external id field can be found again. */
  keyed: boolean
  /** What finds no place goes to the end of Description. `false`: only where there is one, for it would replace another. */
  appends: boolean
  useCode(code: string): boolean
  /** The country may also go as text. */
  freeText: boolean
}

/** What both modes have in common: e-mail, country, and the composed Description. */
export function prepare(delivery: Delivery, limits: Limits): Prepared {
  const { Email: email, Country: country, CountryCode: code, Description: said, ...others } = delivery.fields
  const fields: Record<string, string> = { ...others }
  const notes: Note[] = []
  const moved: string[] = []
  const appends = limits.appends || said !== undefined
  if (email && email.length <= limits.email && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) fields['Email'] = email
  else if (email) move('Email', email, 'is no address that Salesforce takes')
  if (code && limits.useCode(code)) fields['CountryCode'] = code
  else if (country && limits.freeText) fields['Country'] = country
  else if (country) move('Country', country, 'is not in the org’s country list')

  function move(name: string, value: string, why: string): void {
    moved.push(`${name}: ${value}`)
    notes.push(`${name} ${why}; ${appends ? 'it stands in Description' : 'it was left out'}`)
  }

  if (!appends) return { fields, notes }
  const tail = [...moved, ...(limits.keyed ? [keyLine(delivery.leadId)] : [])].join('\n')
  const text = said ?? ''
  const kept = cut(text, Math.max(0, limits.text - tail.length - 2))
  if (kept !== text) notes.push(cutNote('Description', text, kept))
  const description = [kept, tail].filter(Boolean).join('\n\n')
  if (description) fields['Description'] = description
  return { fields, notes }
}

export function keyLine(leadId: string): string {
  return `lead-key:${leadId}`
}

function cutNote(field: string, from: string, to: string): Cut {
  return { field, from: from.length, to: to.length }
}

function listed(field: OrgField, value: string): boolean {
  return field.picklistValues.some((entry) => entry.active && entry.value === value)
}

const doNotContact = ['DoNotCall', 'HasOptedOutOfEmail']

/** Whoever must not be contacted never arrives as callable: one of the two flags has to be writable. */
function keepDoNotContact(fields: Record<string, string>, notes: Note[], shape: Shape): void {
  const flags = doNotContact.filter((name) => fields[name])
  const closed = flags.filter((name) => !shape.fields.get(name)?.createable)
  if (flags.length > 0 && closed.length === flags.length) {
    const message =
      'The integration user may write neither Do Not Call nor Email Opt Out; this person must not be contacted'
    throw rejected({ code: 'DO_NOT_CONTACT_UNWRITABLE', problem: 'salesforce-do-not-contact', message })
  }
  for (const name of closed) {
    delete fields[name]
    notes.push(`${name} is not writable here and was left out`)
  }
}

const texts = new Set([
  'string',
  'textarea',
  'phone',
  'url',
  'picklist',
  'multipicklist',
  'combobox',
  'encryptedstring',
])
const numbers = new Set(['int', 'double', 'currency', 'percent'])

function suited(name: string, value: string, field: OrgField | undefined): Value {
  if (!field) return doNotContact.includes(name) ? value === 'true' : value
  if (field.type === 'boolean') return /^(true|yes|1|on)$/i.test(value)
  if (numbers.has(field.type) && Number.isFinite(Number(value))) return Number(value)
  return texts.has(field.type) && field.length > 0 ? cut(value, field.length) : value
}
