/** Redaction by value: the known secret values are searched for in every text that leaves the hub. */
import type { Lead } from './lead/lead.ts'

const hidden = '[hidden]'

/** Shorter values would hide half of any text. */
const shortest = 4

/** Longer values are matched by their beginning: far ends cut their quotes, and the size of a pattern is limited. */
const longest = 200
const beginning = 40

/** Largest length of one pattern, in characters. */
const patternSize = 20_000

/**
 * Returns a function that hides these values: literal (case-insensitive up to 200 characters), URL-encoded,
 * JSON-escaped (also as ASCII), decomposed, form-encoded and in base64. Of a longer value it hides every beginning.
 */
export function redactor(values: Iterable<string>): (text: string) => string {
  const forms = new Set([...values].filter(({ length }) => length >= shortest).flatMap(formsOf))
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  const long = longestFirst.filter(({ length }) => length > longest)
  const patterns = patternsOf(longestFirst.slice(long.length))
  return (text) => {
    const begun = long.reduce(hideBeginnings, text)
    return patterns.reduce((left, pattern) => left.replace(pattern, hidden), begun)
  }
}

const address = /[^\s"'<>()[\]{},;]*(?:[@＠]|%40)[^\s"'<>()[\]{},;]*/gi

/** Hides each word with an @, which may be an address of mail. */
export function withoutAddresses(text: string, shown: (word: string) => string = () => hidden): string {
  return text.replace(address, shown)
}

function hideBeginnings(text: string, form: string): string {
  const start = form.slice(0, beginning)
  let shown = ''
  let from = 0
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
    let length = start.length
    while (at + length < text.length && text[at + length] === form[length]) length++
    shown += text.slice(from, at) + hidden
    from = at + length
  }
  return shown + text.slice(from)
}

function patternsOf(forms: readonly string[]): RegExp[] {
  const sources = ['']
  for (const form of forms) {
    const escaped = escapedForm(form)
    const last = sources.at(-1) ?? ''
    if (last.length + escaped.length > patternSize) sources.push(escaped)
    else sources[sources.length - 1] = last ? `${last}|${escaped}` : escaped
  }
  return sources.filter(Boolean).map((source) => new RegExp(source, 'giu'))
}

function escapedForm(form: string): string {
  return form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function formsOf(value: string): string[] {
  const wellFormed = value.toWellFormed()
  return [
    value,
    encodeURIComponent(wellFormed),
    new URLSearchParams({ v: wellFormed }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    asciiJson(value),
    value.normalize('NFD'),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
  ]
}

/** The form that Python's `json.dumps` writes. */
function asciiJson(value: string): string {
  const inAscii = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, inAscii)
}

/** Hides the personal values of a lead. Short values (`Zoë`, `Wu`) are hidden where they are whole words. */
export interface PersonRedactor {
  /** For texts of far ends: hides short values in any case. */
  excerpt(text: string): string
  /** For messages and codes, which hold short words of our own: hides short values only in the written case. */
  message(text: string): string
}

export function personRedactor(lead: Pick<Lead, 'person' | 'description'>): PersonRedactor {
  const values = personalValues(lead)
  const hideLong = redactor(values)
  const short = values.filter(({ length }) => length < shortest)
  // A single letter in any case would match half of all words.
  const exact = words(short, 'gu')
  const anyCase = words(
    short.filter(({ length }) => length > 1),
    'giu',
  )
  const message = (text: string) => hideLong(text).replace(exact, hidden)
  return { message, excerpt: (text) => message(text).replace(anyCase, hidden) }
}

/** Scripts that write no blanks between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u

function words(values: readonly string[], flags: string): RegExp {
  const forms = [...new Set(values.flatMap(formsOf))].sort((a, b) => b.length - a.length)
  const sources = forms.map((form) =>
    unspaced.test(form) ? escapedForm(form) : `(?<![\\p{L}\\p{N}])${escapedForm(form)}(?![\\p{L}\\p{N}])`,
  )
  return new RegExp(sources.length > 0 ? sources.join('|') : '(?!)', flags)
}

/** Every personal value of a lead, for `redactor`. */
export function personalValues({ person, description }: Pick<Lead, 'person' | 'description'>): string[] {
  const { firstName, lastName, name, email, phone, company, title } = person
  const local = email.split('@')[0] ?? ''
  return [firstName, lastName, name, email, local, phone.raw, phone.e164, company, title, description].filter(Boolean)
}
