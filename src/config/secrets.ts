/** `${env:NAME}` and `${file:/path}`: where secrets live. The file's own text never holds one. */
import { readFileSync } from 'node:fs'
import type { ConfigProblem } from './problems.ts'

export interface Resolved {
  value: unknown
  /** What the references stood for, to be hidden wherever text leaves the hub. */
  secrets: string[]
  problems: ConfigProblem[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** Replaces every reference in every string of the tree. */
export function resolveReferences(tree: unknown, env: Environment): Resolved {
  const secrets: string[] = []
  const problems: ConfigProblem[] = []

  function walk(value: unknown, path: string): unknown {
    if (typeof value === 'string') return replace(value, path)
    // Of fifty thousand offers none holds a reference: no path is written for them.
    if (Array.isArray(value)) return value.map((item, at) => (isText(item) ? item : walk(item, `${path}.${at}`)))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [key, walk(held, path ? `${path}.${key}` : key)]),
    )
  }

  function replace(text: string, path: string): string {
    return text.replace(reference, (whole, kind: string, name: string) => {
      const found = kind === 'env' ? env[name] : read(name)
      if (found === undefined || found === '') {
        const message = kind === 'env' ? `environment variable ${name} is not set` : `file ${name} cannot be read`
        problems.push({ path, message, hint: 'set it, or write another reference' })
        return whole
      }
      if (!plain.test(found)) secrets.push(found)
      return found
    })
  }

  return { value: walk(tree, ''), secrets, problems }
}

/** A port or a switch: hidden by value, it would take figures out of every line. */
const plain = /^(\d{1,5}|true|false)$/

function isText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('${')
}

const reference = /\$\{(env|file):([^}]+)\}/g

/** Whether the text, as written in the file, takes its content from elsewhere. */
export function isReference(text: unknown): boolean {
  return typeof text === 'string' && /\$\{(env|file):[^}]+\}/.test(text)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
