/** `${env:NAME}` and `${file:/path}`: references to secrets. The file's own text never holds a secret. */
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import type { ConfigProblem } from './problems.ts'

export interface Resolved {
  value: unknown
  /** The values of the references, which are hidden wherever text leaves the hub. */
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
    // A list may hold fifty thousand offers; building a path for each would be slow.
    if (Array.isArray(value)) return value.map((item, at) => (isText(item) ? item : walk(item, `${path}.${at}`)))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [key, walk(held, path ? `${path}.${key}` : key)]),
    )
  }

  function replace(text: string, path: string): string {
    return text.replace(reference, (whole, kind: string, name: string) => {
      const found = kind === 'env' ? inVariable(name, env[name]) : inFile(name)
      if ('message' in found) {
        problems.push({ path, ...found })
        return whole
      }
      if (!plain.test(found.text)) secrets.push(found.text)
      return found.text
    })
  }

  return { value: walk(tree, ''), secrets, problems }
}

/** A port or a boolean: hidden by value, it would remove numbers from every line. */
const plain = /^(\d{1,5}|true|false)$/

function isText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('${')
}

const reference = /\$\{(env|file):([^}]+)\}/g

/** Whether the text of the file holds a reference. */
export function isReference(text: unknown): boolean {
  return typeof text === 'string' && /\$\{(env|file):[^}]+\}/.test(text)
}

type Found = { text: string } | { message: string; hint: string }

const hint = 'set it, or write another reference'

function inVariable(name: string, value: string | undefined): Found {
  if (!value) return { message: `environment variable ${name} is not set`, hint }
  return trimmed(value) ?? { message: `environment variable ${name} holds nothing but blanks`, hint }
}

function inFile(path: string): Found {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch {
    return { message: `file ${path} cannot be read`, hint }
  }
  // No secret holds a NUL, but ASCII that was saved as UTF-16 does.
  if (!isUtf8(bytes) || bytes.includes(0)) {
    return { message: `file ${path} is not UTF-8 text`, hint: 'save it as UTF-8, without a byte order mark' }
  }
  return trimmed(bytes.toString()) ?? { message: `file ${path} holds nothing but blanks`, hint }
}

/** Editors and shells end a file with a line break, which is not part of the secret. */
function trimmed(text: string): Found | undefined {
  const bare = text.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '')
  return bare ? { text: bare } : undefined
}
