/**
 * What a viewer sees of a person: first letters, no address, no free text. Operators see everything. Every shape that
 * may hold personal data asks here.
 */

import type { Role } from '../access/caller.ts'
import type { Note } from '../connector.ts'
import type { StoredLead } from '../ledger/tables.ts'
import { withoutAddresses as hideAddresses } from '../redact.ts'
import { forbidden } from './refusal.ts'

/** Stands for what a viewer may not read. */
const covered = '…'

export interface Sight {
  /** `Ann Smith` → `A… S…` */
  name(text: string): string
  /** `Contoso Ltd` → `C… Ltd` */
  company(text: string): string
  /** `ann@contoso.com` → `a…` */
  email(text: string): string
  /** Free text, a far end's words, an id that a far end may have made of a name → `…`; blank stays blank. */
  text(text: string): string
  /** A link leads to the person's record → null. */
  link(url: string): string | null
  note(note: Note): Note
  lead(lead: StoredLead): Record<string, unknown>
  /** Conditions of routes: their values, and whether a lead meets them, tell of a person if their property does. */
  reads(property: string): boolean
}

export function sightOf(role: Role): Sight {
  return role === 'operator' ? whole : masked
}

const whole: Sight = {
  name: same,
  company: same,
  email: same,
  text: same,
  link: (url) => url || null,
  note: (note) => note,
  lead: (lead) => ({ ...lead }),
  reads: () => true,
}

const masked: Sight = {
  name: (text) => initials(text),
  company: (text) => initials(text, (word) => legalForm.test(word)),
  email: (text) => initials(text.split('@')[0] ?? ''),
  text: (text) => (text === '' ? '' : covered),
  link: () => null,
  // The lengths of a value that was cut tell nothing of the person.
  note: (note) => (typeof note === 'string' ? covered : note),
  lead: maskedLead,
  reads: (property) => impersonal.test(property),
}

function same(text: string): string {
  return text
}

/** A single letter may be the whole word, as in Chinese names. */
function initials(text: string, isKept: (word: string) => boolean = () => false): string {
  const words = text.split(/\s+/).filter(Boolean)
  return words.map((word) => (isKept(word) ? word : `${beginning(word)}${covered}`)).join(' ')
}

function beginning(word: string): string {
  const letters = [...word]
  const [first = ''] = letters
  return letters.length > 1 && /\p{L}|\p{N}/u.test(first) ? first : ''
}

const legalForm = /^(ab|ag|as|bv|co|corp|gmbh|inc|kg|limited|llc|ltd|nv|oy|plc|pty|sa|sarl|sas|se|spa|srl)\.?$/i

/** The last two digits of a number that has more. */
function lastDigits(text: string): string {
  const digits = text.replace(/\D/g, '')
  if (text === '') return ''
  return digits.length > 5 ? `${covered}${digits.slice(-2)}` : covered
}

/** Names what stays, so that a new property of a lead is not shown by itself. */
function maskedLead({ id, received, sent, source, action, offer, person, description, test }: StoredLead) {
  const { firstName, lastName, name, email, emailDomain, phone, country, company, title } = person
  return {
    ...{ id, received, sent, test, offer, action },
    source: { ...source, text: masked.text(source.text ?? '') },
    person: {
      firstName: masked.name(firstName ?? ''),
      lastName: masked.name(lastName ?? ''),
      name: masked.name(name ?? ''),
      email: masked.email(email ?? ''),
      emailDomain: masked.name(emailDomain ?? ''),
      phone: { raw: lastDigits(phone?.raw ?? ''), e164: lastDigits(phone?.e164 ?? '') },
      country: { ...country, raw: masked.text(country?.raw ?? '') },
      company: masked.company(company ?? ''),
      title: masked.text(title ?? ''),
    },
    description: masked.text(description ?? ''),
    campaign: {},
  }
}

/** Names what stays, as above. `offer` and `received` are conditions of a route, too. */
const impersonal =
  /^(offer|received|stage|country|test|repeat|action|source|offer\.\w+|action\.\w+|source\.(endpoint|code|label)|person\.country\.(alpha2|alpha3|name))$/

/** What a viewer is told of a condition whose value is hidden. */
export function unread(property: string): string {
  return `${property} is ${covered}`
}

/** Filters whose answer would tell a viewer whether a person is here. */
const byPerson = ['email', 'text', 'reference']

/** @throws Refusal 403 */
export function refuseSearchByPerson(asked: Readonly<Record<string, unknown>>): void {
  const [first] = byPerson.filter((key) => asked[key] !== undefined)
  if (first === undefined) return
  throw forbidden(`A search by ${first} would tell who is here, so it takes the role operator. Leave ${first} out.`)
}

/**
 * For `JSON.stringify`: the last guard of every answer to a viewer. A word with an @ becomes its first letter, wherever
 * it stands: in settings, messages, names.
 */
export function withoutAddresses(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  return hideAddresses(value, (word) => `${beginning(word)}${covered}`)
}

/** Keys of an act's detail whose texts are words of ours. */
const ownWords = new Set(['was', 'state', 'class', 'format', 'destination', 'problem', 'by', 'role'])

/** The detail of an act as a viewer sees it: figures, times, ids and words of ours. */
export function maskedDetail(detail: unknown, key = ''): unknown {
  if (typeof detail === 'string') return ownWords.has(key) || isOurs(detail) ? detail : masked.text(detail)
  if (Array.isArray(detail)) return detail.map((one) => maskedDetail(one, key))
  if (typeof detail !== 'object' || detail === null) return detail
  return Object.fromEntries(Object.entries(detail).map(([name, held]) => [name, maskedDetail(held, name)]))
}

/** A time, or an id. */
function isOurs(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)
}
