/** Redaction by value: what must not be shown is known, so it is looked for wherever text leaves the hub. */
import type { Lead } from './lead/lead.ts'

const hidden = '[hidden]'

/** Values shorter than this would blot out half of any text. */
const shortest = 4

/** A function that hides these values as they are, URL-encoded, JSON-escaped, form-encoded and in base64. */
export function redactor(values: Iterable<string>): (text: string) => string {
  const forms = new Set<string>()
  for (const value of values) if (value.length >= shortest) for (const form of formsOf(value)) forms.add(form)
  const pattern = patternOf(forms)
  return (text) => (pattern ? text.replace(pattern, hidden) : text)
}

function patternOf(forms: ReadonlySet<string>): RegExp | undefined {
  if (forms.size === 0) return undefined
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return new RegExp(longestFirst.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'giu')
}

function formsOf(value: string): string[] {
  const wellFormed = value.toWellFormed()
  return [
    value,
    encodeURIComponent(wellFormed),
    new URLSearchParams({ v: wellFormed }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
  ]
}

/** Every personal value of a lead, for `redactor`. */
export function personalValues({ person, description }: Pick<Lead, 'person' | 'description'>): string[] {
  const { firstName, lastName, email, phone, company, title } = person
  const local = email.split('@')[0] ?? ''
  return [firstName, lastName, email, local, phone.raw, phone.e164, company, title, description].filter(Boolean)
}
