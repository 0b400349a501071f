import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'

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

/** @param known the keys that are allowed at an issue's path. */
export function fromZod(
  issues: readonly z.core.$ZodIssue[],
  prefix: string,
  known: (path: readonly PropertyKey[]) => readonly string[],
): ConfigProblem[] {
  return issues.flatMap((issue): ConfigProblem[] => {
    const path = joinPath(prefix, issue.path)
    if (issue.code === 'unrecognized_keys') {
      const right = known(issue.path)
      return issue.keys.map((key) => ({
        path: joinPath(path, [key]),
        message: 'unknown key',
        hint: nearest(key, right),
      }))
    }
    if (issue.code === 'invalid_type' && issue.input === undefined) return [{ path, message: 'is required' }]
    if (issue.code === 'invalid_format' && issue.format === 'uuid') return [{ path, message: noId }]
    if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }))
    if (issue.code === 'invalid_union' && issue.discriminator !== undefined) return [wrongDiscriminator(issue, path)]
    const inner = issue.code === 'invalid_union' && typeof issue.input === 'object' ? issue.errors.at(-1) : undefined
    if (inner) {
      const deeper = inner.map((one) => ({ ...one, path: [...issue.path, ...one.path] }))
      return fromZod(deeper, prefix, known)
    }
    if (issue.code === 'custom') return [{ path, message: issue.message, hint: hintOf(issue) }]
    // The value may be a secret, so only messages that do not quote it may be used.
    return [{ path, message: issue.message }]
  })
}

const noId = 'this is no id; an id looks like 01a1f972-c5e9-750e-b42b-f16d26a79e75'

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

/** "did you mean …" if a known word is similar, else the list of known words. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const best = closest(word, [...known])
  return distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(2, word.length / 3)
    ? `did you mean ${best}?`
    : `known: ${known.join(', ')}`
}
