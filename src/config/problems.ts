import type { z } from 'zod'
import { hasWords, wordsOf } from './issue-words.ts'
import { nearest } from './nearest.ts'

/** One problem of config.yaml. */
export interface ConfigProblem {
  /** `destinations.crm-eu.url` */
  path: string
  message: string
  /** What to do, where it can be guessed. */
  hint?: string | undefined
}

/** Every problem of the file at once; nothing of the file was used. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(describeProblem).join('\n'))
    this.problems = problems
  }
}

export function describeProblem({ path, message, hint }: ConfigProblem): string {
  return `${path || 'config'}: ${message}${hint ? ` (${hint})` : ''}`
}

/** One indented line per problem. */
export function problemLines(problems: readonly ConfigProblem[]): string {
  return problems.map((problem) => `  ${describeProblem(problem)}`).join('\n')
}

export interface Written {
  /** The value that the schema refused. */
  value: unknown
  /** Whether a value may be shown: a secret may not. */
  mayQuote(path: readonly PropertyKey[]): boolean
  /** What a setting is, for one that is missing. */
  help(path: readonly PropertyKey[]): string | undefined
}

/**
 * @param known the keys that are allowed at an issue's path
 * @param written the file, whose values the problems quote. @default values are not quoted
 */
export function fromZod(
  issues: readonly z.core.$ZodIssue[],
  prefix: string,
  known: (path: readonly PropertyKey[]) => readonly string[],
  written?: Written,
): ConfigProblem[] {
  const all = issues.flatMap((issue): ConfigProblem[] => {
    const path = joinPath(prefix, issue.path)
    if (issue.code === 'unrecognized_keys') {
      const right = known(issue.path)
      return issue.keys.map((key) => ({
        path: joinPath(path, [key]),
        message: 'unknown key',
        hint: nearest(key, right),
      }))
    }
    const isUnion = issue.code === 'invalid_union'
    if (isUnion && issue.discriminator !== undefined) return [wrongDiscriminator(issue, path)]
    if (issue.input === undefined && (issue.code === 'invalid_type' || isUnion)) {
      const hint = written?.mayQuote(issue.path) ? written.help(issue.path) : undefined
      return [{ path, message: 'is required', hint }]
    }
    if (issue.code === 'invalid_key') return [wrongKey(issue, path)]
    const inner = isUnion ? meant(issue) : undefined
    if (inner) {
      const deeper = inner.map((one) => ({ ...one, path: [...issue.path, ...one.path] }))
      return fromZod(deeper, prefix, known, written)
    }
    const mayQuote = written?.mayQuote(issue.path) ?? false
    const said = wordsOf(issue, valueAt(written, issue), mayQuote, known(issue.path))
    const hint = issue.code === 'custom' ? hintOf(issue) : said.hint
    return [{ path, message: said.message, hint }]
  })
  // Of a value of the wrong type, its length says nothing.
  const typed = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => joinPath(prefix, path)))
  return all.filter(({ path }, at) => !typed.has(path) || all.findIndex((one) => one.path === path) === at)
}

/** What stands in the file; what a schema made of it, only if the file has no such place. */
function valueAt(written: Written | undefined, { path, input, code }: z.core.$ZodIssue): unknown {
  let at = written?.value
  for (const key of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
  const isMade = code === 'custom' && typeof input === 'object'
  return at ?? (isMade ? undefined : input)
}

function wrongKey({ issues, path }: z.core.$ZodIssueInvalidKey, whole: string): ConfigProblem {
  const [first] = issues
  if (path.at(-1) === '') return { path: whole, message: 'has an entry without a name' }
  return { path: whole, message: first ? wordsOf(first, undefined, false, []).message : 'has a wrong name' }
}

/** Of a union: the problems of the branch whose type the value has, unless the union has its own words for a value. */
function meant({ errors, input, message }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  if (typeof input !== 'object' && hasWords(message)) return undefined
  const isElse = ({ code, path }: z.core.$ZodIssue) =>
    path.length === 0 && ['invalid_type', 'invalid_value', 'invalid_union'].includes(code)
  const fitting = errors.filter((branch) => !branch.some(isElse))
  return fitting.length === 1 ? fitting[0] : typeof input === 'object' && input !== null ? errors.at(-1) : undefined
}

/** The discriminator of a union is missing or unknown. */
function wrongDiscriminator({ input, discriminator = '', message, options = [] }: Union, path: string): ConfigProblem {
  const word: unknown = (input as Record<string, unknown> | undefined)?.[discriminator]
  const known = options.map(String)
  if (word === undefined) return { path, message: 'is required', hint: `known: ${known.join(', ')}` }
  return { path, message, hint: nearest(String(word), known) }
}

type Union = z.core.$ZodIssueInvalidUnion & { discriminator?: string; options?: readonly unknown[] }

/** A schema that knows the allowed words passes them as `params: { known }`. */
function hintOf({ path, params }: z.core.$ZodIssueCustom): string | undefined {
  const known: unknown = params?.['known']
  return Array.isArray(known) ? nearest(String(path.at(-1)), known) : undefined
}

export function joinPath(prefix: string, path: readonly PropertyKey[]): string {
  return [prefix, ...path.map(String)].filter(Boolean).join('.')
}
