/** The words of what a schema refuses: what may stand there, and what stands there. Pure. */
import type { z } from 'zod'
import { nearest } from './nearest.ts'

type Issue = z.core.$ZodIssue
type Said = { message: string; hint?: string | undefined }

/** Whether the schema has words of its own for it. */
export function hasWords(message: string): boolean {
  return !/^(Invalid|Too small|Too big|Unrecognized|Expected)/.test(message)
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  record: 'a block of entries',
  object: 'a block of settings',
}

/** Then the type says what is wrong, also of a value that is not shown. */
const isOtherType: readonly string[] = ['invalid_type', 'invalid_value', 'invalid_union']

const kindWords = new Set(Object.values(kinds))

/** The value in a few words; its type alone where it may be a secret. */
export function described(value: unknown, mayQuote: boolean): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a block'
  const shown = typeof value === 'string' ? `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”` : String(value)
  // No address is shown, because it may carry a key.
  if (mayQuote && !shown.includes('://')) return shown
  return typeof value === 'boolean' ? 'true or false' : (kinds[typeof value] ?? typeof value)
}

/**
 * @param stands the value in the file, `undefined` if it is not known
 * @param known the keys of the block, if it should be one
 */
export function wordsOf(issue: Issue, stands: unknown, mayQuote: boolean, known: readonly string[]): Said {
  const shown = stands === undefined ? '' : described(stands, mayQuote)
  const isQuoted = mayQuote && typeof stands !== 'object' && !kindWords.has(shown)
  const isList = 'origin' in issue && issue.origin === 'array'
  const it =
    shown && !isList && (isQuoted || (isOtherType.includes(issue.code) && !hasWords(issue.message)))
      ? `; it is ${shown}`
      : ''
  const message = `${messageOf(issue)}${it}`
  if (issue.code === 'invalid_value') return { message, hint: nearestWord(issue.values, stands, mayQuote) }
  if (issue.code !== 'invalid_type') return { message }
  if (issue.expected === 'object' && known.length > 0) return { message, hint: `known: ${known.join(', ')}` }
  const isOne = issue.expected === 'array' && typeof stands === 'string' && it.includes('“')
  return { message, hint: isOne ? `write it as a list: [${stands}]` : undefined }
}

function messageOf(issue: Issue): string {
  if (hasWords(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return issue.values.length > 8 ? 'is none of the known words' : `must be ${either(issue.values.map(String))}`
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum))
    case 'invalid_format':
      if (issue.format === 'uuid') return 'this is no id; an id looks like 01a1f972-c5e9-750e-b42b-f16d26a79e75'
      return issue.format === 'url' ? 'must be an address that starts with https://' : `must be a valid ${issue.format}`
    case 'invalid_union':
      return `must be ${either([...new Set(issue.errors.flatMap(choiceOf))])}`
    default:
      return 'is not right'
  }
}

/** What one branch of a union takes, as far as it says so. */
function choiceOf([first]: readonly Issue[]): string[] {
  if (!first) return []
  if (first.code === 'invalid_value') return first.values.map(String)
  if (first.code === 'invalid_union') return first.errors.flatMap(choiceOf)
  return [messageOf(first).replace(/^must be /, '')]
}

function tooSmall(origin: string, least: number): string {
  if (origin === 'string') return least === 1 ? 'must not be blank' : `must have at least ${least} characters`
  if (origin === 'array') return least === 1 ? 'needs at least one entry' : `needs at least ${least} entries`
  return `must be at least ${least}`
}

function tooBig(origin: string, most: number): string {
  if (origin === 'string') return `must have at most ${most} characters`
  return origin === 'array' ? `takes at most ${most} entries` : `must be at most ${most}`
}

/** `critical, warning or info` */
function either(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function nearestWord(values: readonly unknown[], stands: unknown, mayQuote: boolean): string | undefined {
  const known = values.map(String)
  if (typeof stands !== 'string' || !mayQuote) return known.length > 8 ? `known: ${known.join(', ')}` : undefined
  const hint = nearest(stands, known)
  return known.length > 8 || hint?.startsWith('did') ? hint : undefined
}
