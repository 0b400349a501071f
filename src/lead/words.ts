/** The words by which a person is found: those of a stored lead, and those of a searcher's text. Pure. */
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js'
import type { Person } from './lead.ts'
import { cut } from './text.ts'

/** The parts of a lead that can be searched, and are named as what matched. */
export const searchedParts = ['name', 'company', 'email', 'phone'] as const
export type SearchedPart = (typeof searchedParts)[number]

/** What is searched of a person. Leads of earlier versions may lack a part. */
export type Searched = Partial<Pick<Person, 'name' | 'company' | 'email'>> & {
  phone?: { raw?: string; e164?: string } | undefined
  country?: { alpha2?: string } | undefined
}

/** Longer words are cut, in UTF-16 units: PostgreSQL takes lexemes of up to 2,046 bytes. */
const longestWord = 100
/** A sender chooses how long a name is. */
const mostWords = 200
/** Longer texts are cut before they are split. */
const longestText = 5_000

/** Fewer digits in a row are a word like any other. */
const fewestPhoneDigits = 6
/** The last digits of a number are the same with and without its country or its leading zero. */
const lastDigits = 9

/** Letters that Unicode does not take apart into a letter and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ...{ ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th', ð: 'd' },
}

/** Without accents, in lower case, each character in its usual form: `Müller` and `MULLER` are `muller`. */
export function folded(text: string): string {
  const plain = cut(text, longestText)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
  // By way of capitals, because ß has no other lower case.
  const lower = plain
    .toUpperCase()
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
  return lower.replace(/[øłđħıæœþð]/g, (letter) => plainLetters[letter] ?? letter)
}

/** The words of each part of a lead. */
function wordsByPart(person: Searched): Record<SearchedPart, string[]> {
  return {
    name: distinct(wordsOf(person.name ?? '')),
    company: distinct(wordsOf(person.company ?? '')),
    email: distinct(emailWords(person.email ?? '')),
    phone: distinct(phoneWords(person)),
  }
}

/** All words of a lead, each once. */
export function leadWords(person: Searched): string[] {
  const { name, company, email, phone } = wordsByPart(person)
  // The address and the number first: a very long name must not push them out.
  return distinct([...email, ...phone, ...name, ...company])
}

/** One of the beginnings is enough. */
export type Term = readonly string[]

/**
 * What a searcher's text asks for: a lead must have a word for each term, which begins with one of the term's
 * beginnings. Empty if the text has neither letters nor digits.
 */
export function termsOf(text: string): Term[] {
  const asNumber = numberTerm(text)
  if (asNumber) return [asNumber]
  return text
    .trim()
    .split(/\s+/)
    .flatMap((chunk) => chunkTerms(chunk))
    .slice(0, mostTerms)
}

const mostTerms = 20

/** The parts of a lead that have a word for one of the terms. */
export function matchedParts(person: Searched, terms: readonly Term[]): SearchedPart[] {
  const words = wordsByPart(person)
  const meets = (part: SearchedPart) =>
    terms.some((term) => term.some((beginning) => words[part].some((word) => word.startsWith(beginning))))
  return searchedParts.filter(meets)
}

function chunkTerms(chunk: string): Term[] {
  const asNumber = numberTerm(chunk)
  if (asNumber) return [asNumber]
  const address = bareAddress(chunk)
  if (address.includes('@')) {
    const asked = shortened(address.startsWith('@') ? address.slice(1) : address)
    return asked === '' ? [] : [[asked]]
  }
  return splitWords(chunk).map((word) => [word])
}

/** A telephone number in any of its spellings; undefined if the text is none. */
function numberTerm(text: string): Term | undefined {
  if (!/^[+\d\s()./-]+$/.test(text)) return undefined
  const digits = digitsOf(text)
  if (digits.length < fewestPhoneDigits) return undefined
  const bare = withoutZeros(digits)
  return distinct([digits, bare, ...(bare.length >= lastDigits ? [bare.slice(-lastDigits)] : [])].map(shortened))
}

function wordsOf(text: string): string[] {
  // O'Brien is found as `obrien`, too.
  return [...splitWords(text), ...splitWords(text.replace(/(?<=\p{L})['’ʼ`](?=\p{L})/gu, ''))]
}

function splitWords(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .map(shortened)
    .filter(Boolean)
}

function emailWords(email: string): string[] {
  const address = bareAddress(email)
  const at = address.lastIndexOf('@')
  const parts = at < 0 ? [] : [address.slice(0, at), address.slice(at + 1)]
  return [address, ...parts, ...splitWords(address)].map(shortened).filter(Boolean)
}

/** Also reads `Ada <ada@uni.edu>`. */
function bareAddress(text: string): string {
  return folded(/<([^<>\s]*@[^<>\s]*)>/.exec(text)?.[1] ?? text).replace(/^[\s<("',;:]+|[\s>)"',;:.]+$/g, '')
}

function phoneWords({ phone, country }: Searched): string[] {
  return [phone?.e164 ?? '', phone?.raw ?? ''].flatMap((text) => {
    const digits = withoutZeros(digitsOf(text))
    if (digits === '') return []
    const own = ownNumber(text, country?.alpha2 ?? '')
    return [digits, ...(own ? [own] : []), ...(digits.length > lastDigits ? [digits.slice(-lastDigits)] : [])].map(
      shortened,
    )
  })
}

/** The number without the code of its country; blank if it has none, or another country's. */
function ownNumber(text: string, alpha2: string): string {
  const code = isSupportedCountry(alpha2) ? getCountryCallingCode(alpha2) : ''
  return code && text.startsWith(`+${code}`) ? digitsOf(text.slice(code.length + 1)) : ''
}

/** Digits of any script. */
function digitsOf(text: string): string {
  return folded(text).replace(/\D+/g, '')
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+/, '')
}

function shortened(word: string): string {
  return cut(word, longestWord)
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)].slice(0, mostWords)
}
